/// Tests of this package.
@NullMarked
package dev.regroup.storage.compact;

import org.jspecify.annotations.NullMarked;
