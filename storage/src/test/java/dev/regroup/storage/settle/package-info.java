/// Segments and settling, on objects kept in memory.
@NullMarked
package dev.regroup.storage.settle;

import org.jspecify.annotations.NullMarked;
