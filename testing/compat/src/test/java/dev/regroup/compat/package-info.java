/// Real clients against the real process, and against a broker in this one.
@NullMarked
package dev.regroup.compat;

import org.jspecify.annotations.NullMarked;
