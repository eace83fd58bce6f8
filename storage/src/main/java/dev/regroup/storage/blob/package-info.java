/// Whole objects, written once: the port that local folders and S3-compatible stores implement.
@NullMarked
package dev.regroup.storage.blob;

import org.jspecify.annotations.NullMarked;
