/// Target assignments of groups of the consumer protocol, computed outside the shards: they may
/// take long.
@NullMarked
package dev.regroup.broker.assignment;

import org.jspecify.annotations.NullMarked;
