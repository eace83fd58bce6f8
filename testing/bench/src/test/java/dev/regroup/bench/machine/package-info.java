@NullMarked
package dev.regroup.bench.machine;

import org.jspecify.annotations.NullMarked;
