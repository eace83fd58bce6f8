/// Requests and answers as bytes, so that measuring costs little.
@NullMarked
package dev.regroup.bench.wire;

import org.jspecify.annotations.NullMarked;
