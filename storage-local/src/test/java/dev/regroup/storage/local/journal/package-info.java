/// Tests of this package.
@NullMarked
package dev.regroup.storage.local.journal;

import org.jspecify.annotations.NullMarked;
