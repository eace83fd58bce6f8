/// The stores in memory against the contracts.
@NullMarked
package dev.regroup.storage.memory;

import org.jspecify.annotations.NullMarked;
