package dev.regroup.broker.plugin;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.offset.TopicId;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;

/// The topics that a group subscribes to, as Kafka's plug-ins ask for them.
final class TopicsAsDescriber implements SubscribedTopicDescriber {
    private static final int UNKNOWN = -1;

    private final Map<TopicId, TopicInput> topics;

    TopicsAsDescriber(AssignmentInput input) {
        this.topics = input.topics();
    }

    @Override
    public int numPartitions(Uuid topicId) {
        TopicInput topic = topics.get(TopicIds.of(topicId));
        return topic == null ? UNKNOWN : topic.partitions();
    }

    @Override
    public Set<String> racksForPartition(Uuid topicId, int partition) {
        TopicInput topic = topics.get(TopicIds.of(topicId));
        return topic != null && partition >= 0 && partition < topic.racks().size()
                ? topic.racks().get(partition)
                : Set.of();
    }
}
