/// The ports kept in memory: nothing survives the process. For tests, and for a broker that is only
/// tried out.
@NullMarked
package dev.regroup.storage.memory;

import org.jspecify.annotations.NullMarked;
