package dev.regroup.broker.shard;

import dev.regroup.coordinator.ReplyToken;

/// Where a reply of one kind goes. Called once, on a shard's thread: it hands over and returns.
@FunctionalInterface
public interface ReplyTo<R> extends ReplyToken {
    void deliver(R reply);
}
