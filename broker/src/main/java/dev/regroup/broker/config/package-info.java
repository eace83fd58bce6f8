/// What the broker is told at start. Each part receives its own piece.
@NullMarked
package dev.regroup.broker.config;

import org.jspecify.annotations.NullMarked;
