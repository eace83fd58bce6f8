/// Committed offsets as values.
@NullMarked
package dev.regroup.coordinator.offset;

import org.jspecify.annotations.NullMarked;
