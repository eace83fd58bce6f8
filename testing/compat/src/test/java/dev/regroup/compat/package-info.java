/// Real clients against the real process.
@NullMarked
package dev.regroup.compat;

import org.jspecify.annotations.NullMarked;
