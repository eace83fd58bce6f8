/// Tests of this package.
@NullMarked
package dev.regroup.storage.local.backup;

import org.jspecify.annotations.NullMarked;
