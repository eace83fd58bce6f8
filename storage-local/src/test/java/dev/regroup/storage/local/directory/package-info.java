/// Tests of this package.
@NullMarked
package dev.regroup.storage.local.directory;

import org.jspecify.annotations.NullMarked;
