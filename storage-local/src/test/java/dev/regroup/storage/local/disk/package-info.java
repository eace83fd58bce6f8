/// Tests of this package.
@NullMarked
package dev.regroup.storage.local.disk;

import org.jspecify.annotations.NullMarked;
