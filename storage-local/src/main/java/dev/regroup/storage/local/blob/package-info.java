/// Objects kept as files of one folder, and the form in which checkpoints are kept in them.
@NullMarked
package dev.regroup.storage.local.blob;

import org.jspecify.annotations.NullMarked;
