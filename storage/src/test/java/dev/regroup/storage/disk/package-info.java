/// A disk in memory that loses what was not forced.
@NullMarked
package dev.regroup.storage.disk;

import org.jspecify.annotations.NullMarked;
