/// The records of `__consumer_offsets`: group events in Kafka's own schemas.
@NullMarked
package dev.regroup.broker.offsets;

import org.jspecify.annotations.NullMarked;
