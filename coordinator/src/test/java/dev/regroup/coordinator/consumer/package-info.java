/// The durable state of groups of the consumer protocol.
@NullMarked
package dev.regroup.coordinator.consumer;

import org.jspecify.annotations.NullMarked;
