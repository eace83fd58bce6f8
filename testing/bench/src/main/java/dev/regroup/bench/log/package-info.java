/// Producing and consuming.
@NullMarked
package dev.regroup.bench.log;

import org.jspecify.annotations.NullMarked;
