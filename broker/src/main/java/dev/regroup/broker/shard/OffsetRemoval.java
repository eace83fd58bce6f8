package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.OffsetPlace;
import java.util.Optional;

/// Has the groups of a shard forget the offsets of topics that are gone, a bounded number at a
/// time. Begins only when clients do not see the topic any more: a commit that is decided after
/// that is refused, and what was committed before is found.
///
/// Nobody waits for it, and nothing of it is remembered: a shard that has been loaded looks at all
/// its offsets once it has been told the topics, which finishes what a crash has cut off.
final class OffsetRemoval {
    private static final int OFFSETS_PER_COMMAND_MAX = 1_000;

    private final ShardPost post;

    OffsetRemoval(ShardPost post) {
        this.post = post;
    }

    /// @param topic the name of the topic that is gone; absent to look at all names
    void start(int shard, Optional<String> topic) {
        goOn(shard, topic, Optional.empty());
    }

    private void goOn(int shard, Optional<String> topic, Optional<OffsetPlace> after) {
        ReplyTo<GroupReply> next =
                reply -> {
                    if (reply instanceof GroupReply.TopicsRemoved removed
                            && removed.next().isPresent()) {
                        goOn(shard, topic, removed.next());
                    }
                };
        post.send(
                shard, new OnGroups(new RemoveTopics(next, topic, after, OFFSETS_PER_COMMAND_MAX)));
    }
}
