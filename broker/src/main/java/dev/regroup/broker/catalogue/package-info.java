/// Topics and producer ids: the state machine of shard 0, and the view of it that handlers read.
///
/// A topic passes through two steps: its creation is logged in shard 0, then every shard that holds
/// one of its partitions opens and logs them. It is shown to clients, and its creator answered,
/// only when the last shard has done so.
@NullMarked
package dev.regroup.broker.catalogue;

import org.jspecify.annotations.NullMarked;
