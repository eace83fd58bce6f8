/// Segments and settling, on objects kept in memory.
@NullMarked
package dev.regroup.storage.segment;

import org.jspecify.annotations.NullMarked;
