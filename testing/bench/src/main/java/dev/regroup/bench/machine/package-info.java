/// The machine's own limits, and who else uses it.
@NullMarked
package dev.regroup.bench.machine;

import org.jspecify.annotations.NullMarked;
