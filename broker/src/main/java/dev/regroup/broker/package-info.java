/// The broker: connections, handlers, shards and the catalogue. [dev.regroup.broker.Broker] wires
/// them.
@NullMarked
package dev.regroup.broker;

import org.jspecify.annotations.NullMarked;
