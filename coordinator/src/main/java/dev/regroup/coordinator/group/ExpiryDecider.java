package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.OffsetWalk.Piece;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;

/// Offsets that nobody needs any more are removed after their retention, and groups without members
/// that have none left go with them (KIP-211). From when on the retention counts:
///
/// | group | counts from |
/// | --- | --- |
/// | of the classic protocol, without members, that had some | its becoming empty |
/// | that only ever held offsets | each commit |
/// | of consumers, stable | each commit, for topics that no member subscribes to |
/// | of the consumer protocol | each commit, for topics that no member subscribes to |
/// | any other with members | never |
///
/// Checks are a deadline of the shard; one that finds more than a command may look at goes on as a
/// deadline that has come.
final class ExpiryDecider {
    /// An interval that is as good as none, and leaves room to be added to a time.
    private static final long FOR_EVER_MS = Long.MAX_VALUE / 2;

    private final OffsetRetention retention;

    ExpiryDecider(GroupConfig config) {
        this.retention = config.retention();
    }

    void planNext(Turn turn) {
        turn.emit(
                new VolatileEvent.ExpiryPlanned(
                        turn.nowMs() + Math.min(retention.checkIntervalMs(), FOR_EVER_MS),
                        Optional.empty()));
    }

    /// Looks at `countMax` groups and offsets at most; returns at how many.
    int check(Turn turn, int countMax) {
        Piece piece =
                new OffsetWalk(Optional.empty(), turn.groups().expiryStoppedAt(), countMax)
                        .run(
                                turn.groups(),
                                (group, partitions, end) -> {
                                    expire(turn, group, partitions);
                                    if (end) {
                                        removeIfUseless(turn, group);
                                    }
                                });
        if (piece.next().isPresent()) {
            turn.emit(new VolatileEvent.ExpiryPlanned(turn.nowMs(), piece.next()));
        } else {
            planNext(turn);
        }
        return piece.lookedAt();
    }

    private void expire(Turn turn, GroupView group, List<TopicPartition> partitions) {
        Predicate<TopicPartition> isOld =
                partition -> {
                    CommittedOffset offset = group.offsets().get(partition);
                    return offset != null
                            && !group.hasPendingOffset(partition)
                            && isOld(group, offset, turn.retentionClockMs());
                };
        List<TopicPartition> old = partitions.stream().filter(isOld).toList();
        if (old.isEmpty()) {
            return;
        }
        // Subscriptions are read only where it comes to that.
        Subscriptions subscriptions =
                group.consumers().isPresent()
                        ? Subscriptions.of(group)
                        : Subscriptions.ofGeneration(group);
        for (TopicPartition partition : old) {
            if (!subscriptions.include(partition.topic())) {
                turn.emit(new OffsetRemoved(group.groupId(), partition));
            }
        }
    }

    private boolean isOld(GroupView group, CommittedOffset offset, long nowMs) {
        OptionalLong fromMs = countsFromMs(group, offset);
        if (fromMs.isEmpty()) {
            return false;
        }
        return offset.expireTimestampMs().isPresent()
                ? nowMs >= offset.expireTimestampMs().getAsLong()
                : nowMs - fromMs.getAsLong() >= retention.retentionMs();
    }

    private static OptionalLong countsFromMs(GroupView group, CommittedOffset offset) {
        if (group.consumers().isPresent()) {
            return OptionalLong.of(offset.commitTimestampMs());
        }
        boolean hadMembers = group.protocolType().isPresent();
        return switch (group.state()) {
            // Records of old have no time of the group's last change.
            case EMPTY ->
                    OptionalLong.of(
                            hadMembers && group.stateTimestampMs() >= 0
                                    ? group.stateTimestampMs()
                                    : offset.commitTimestampMs());
            case STABLE ->
                    Subscriptions.areToTopics(group)
                            ? OptionalLong.of(offset.commitTimestampMs())
                            : OptionalLong.empty();
            case PREPARING_REBALANCE, COMPLETING_REBALANCE, ASSIGNING, RECONCILING, DEAD ->
                    OptionalLong.empty();
        };
    }

    /// A group that somebody was given an id for is about to have a member.
    private static void removeIfUseless(Turn turn, GroupView group) {
        if (group.state() == GroupState.EMPTY
                && group.pendingMemberIds().isEmpty()
                && group.offsetPartitions().isEmpty()) {
            Removal.ofRecords(turn, group);
        }
    }
}
