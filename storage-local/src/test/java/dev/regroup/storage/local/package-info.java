/// Local storage against the contracts, in scenarios, and under crashes.
@NullMarked
package dev.regroup.storage.local;

import org.jspecify.annotations.NullMarked;
