/// Copies of data directories that are in use.
@NullMarked
package dev.regroup.storage.local.backup;

import org.jspecify.annotations.NullMarked;
