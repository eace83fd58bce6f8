/// The packages as a user gets them: unpacked, started, used and stopped.
@NullMarked
package dev.regroup.packaging;

import org.jspecify.annotations.NullMarked;
