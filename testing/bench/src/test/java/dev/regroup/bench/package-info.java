@NullMarked
package dev.regroup.bench;

import org.jspecify.annotations.NullMarked;
