/// How long a start takes, and what an idle broker holds.
@NullMarked
package dev.regroup.bench.start;

import org.jspecify.annotations.NullMarked;
