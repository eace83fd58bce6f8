/// Files on a disk. Local storage reaches the file system through these two interfaces only.
@NullMarked
package dev.regroup.storage.disk;

import org.jspecify.annotations.NullMarked;
