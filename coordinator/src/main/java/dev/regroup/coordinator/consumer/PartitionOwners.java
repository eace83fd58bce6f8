package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Which member has which partition, in use or not given up yet: only a partition without an owner
/// may be given to somebody.
public final class PartitionOwners {
    // Most groups have few topics.
    private final Map<TopicId, OfTopic> topics = new HashMap<>(2);

    /// By partition: members own most of a topic's partitions together, if any.
    private static final class OfTopic {
        private @Nullable String[] memberIds = {};
        private int count;

        Optional<String> of(int partition) {
            return partition < memberIds.length
                    ? Optional.ofNullable(memberIds[partition])
                    : Optional.empty();
        }

        void put(int partition, @Nullable String memberId) {
            if (partition >= memberIds.length) {
                int grown = memberIds.length + (memberIds.length >> 1);
                memberIds = Arrays.copyOf(memberIds, Math.max(partition + 1, grown));
            }
            count += (memberId == null ? 0 : 1) - (memberIds[partition] == null ? 0 : 1);
            memberIds[partition] = memberId;
        }
    }

    public Optional<String> of(PartitionId partition) {
        OfTopic found = topics.get(partition.topicId());
        return found == null ? Optional.empty() : found.of(partition.partition());
    }

    void replace(String memberId, CurrentAssignment before, CurrentAssignment after) {
        release(memberId, before.assigned().partitions());
        release(memberId, before.pendingRevocation().partitions());
        take(memberId, after.assigned().partitions());
        take(memberId, after.pendingRevocation().partitions());
    }

    private void release(String memberId, Partitions partitions) {
        partitions.forEach((topicId, partition) -> {
            OfTopic found = topics.get(topicId);
            if (found != null && found.of(partition).filter(memberId::equals).isPresent()) {
                found.put(partition, null);
                if (found.count == 0) {
                    topics.remove(topicId);
                }
            }
        });
    }

    private void take(String memberId, Partitions partitions) {
        partitions.forEach((topicId, partition) ->
                topics.computeIfAbsent(topicId, _ -> new OfTopic()).put(partition, memberId));
    }
}
