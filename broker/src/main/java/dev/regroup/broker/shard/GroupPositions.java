package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupCommand.ReadPositions;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.OffsetPlace;
import dev.regroup.coordinator.offset.TopicPartition;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// How far the live groups of all shards have read, by partition: the least of their committed
/// offsets. Asks one shard after the other, for a bounded number of offsets at a time.
final class GroupPositions {
    /// A group without members is live for so long after a commit: it may be about to come back.
    private static final Duration LIVE_AFTER_COMMIT = Duration.ofMinutes(10);

    private static final int OFFSETS_PER_COMMAND_MAX = 1_000;

    private final int shards;
    private final ShardPost post;
    private final long liveSinceMs;
    private final Consumer<Map<TopicPartition, Long>> done;
    private final Map<TopicPartition, Long> least = new HashMap<>();

    private GroupPositions(
            int shards,
            ShardPost post,
            long liveSinceMs,
            Consumer<Map<TopicPartition, Long>> done) {
        this.shards = shards;
        this.post = post;
        this.liveSinceMs = liveSinceMs;
        this.done = done;
    }

    /// @param done told on some shard's thread
    static void collect(
            int shards,
            ShardPost post,
            long wallClockMs,
            Consumer<Map<TopicPartition, Long>> done) {
        long liveSinceMs = wallClockMs - LIVE_AFTER_COMMIT.toMillis();
        new GroupPositions(shards, post, liveSinceMs, done).ask(0, Optional.empty());
    }

    private void ask(int shard, Optional<OffsetPlace> after) {
        if (shard == shards) {
            done.accept(Map.copyOf(least));
            return;
        }
        ReplyTo<GroupReply> next =
                reply -> {
                    if (reply instanceof GroupReply.Positions some) {
                        some.least()
                                .forEach((partition, offset) ->
                                        least.merge(partition, offset, Math::min));
                        if (some.next().isPresent()) {
                            ask(shard, some.next());
                            return;
                        }
                    }
                    // A shard that is loading is asked next time.
                    ask(shard + 1, Optional.empty());
                };
        post.send(
                shard,
                new OnGroups(new ReadPositions(next, after, OFFSETS_PER_COMMAND_MAX, liveSinceMs)));
    }
}
