/// Tests of this package.
@NullMarked
package dev.regroup.storage.local.blob;

import org.jspecify.annotations.NullMarked;
