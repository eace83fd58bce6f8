/// The brokers that are measured, as processes.
@NullMarked
package dev.regroup.bench.contender;

import org.jspecify.annotations.NullMarked;
