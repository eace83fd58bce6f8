/// Metrics that clients push (KIP-714): who is asked for which, and what each sent last.
@NullMarked
package dev.regroup.broker.telemetry;

import org.jspecify.annotations.NullMarked;
