package dev.regroup.broker.offsets;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.consumer.MemberState;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupCurrentMemberAssignmentValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupMemberMetadataValue.ClassicMemberMetadata;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupRegularExpressionValue;
import org.apache.kafka.coordinator.group.generated.ConsumerGroupTargetAssignmentMemberValue;

/// What members of the consumer protocol say, are to have and have, as values of records, and back.
final class ConsumerValues {
    /// The epoch of partitions in records that do not say it: every commit of the member's epoch or
    /// an older one is about them, as before KIP-1251.
    private static final int EPOCH_NOT_SAID = 0;

    private ConsumerValues() {}

    static ConsumerGroupMemberMetadataValue member(MemberMetadata metadata) {
        return new ConsumerGroupMemberMetadataValue()
                .setInstanceId(metadata.groupInstanceId().orElse(null))
                .setRackId(metadata.rackId().orElse(null))
                .setClientId(metadata.clientId())
                .setClientHost(metadata.clientHost())
                .setRebalanceTimeoutMs(metadata.rebalanceTimeoutMs())
                .setSubscribedTopicNames(metadata.topicNames())
                .setSubscribedTopicRegex(metadata.topicRegex().orElse(null))
                .setServerAssignor(metadata.serverAssignor().orElse(null))
                .setClassicMemberMetadata(
                        metadata.classic().map(ConsumerValues::classic).orElse(null));
    }

    private static ClassicMemberMetadata classic(ClassicMembership classic) {
        return new ClassicMemberMetadata()
                .setSessionTimeoutMs(classic.sessionTimeoutMs())
                .setSupportedProtocols(
                        classic.protocols().stream()
                                .map(each ->
                                        new ConsumerGroupMemberMetadataValue.ClassicProtocol()
                                                .setName(each.name())
                                                .setMetadata(each.metadata().toArray()))
                                .toList());
    }

    private static ClassicMembership classic(ClassicMemberMetadata value) {
        return new ClassicMembership(
                value.sessionTimeoutMs(),
                value.supportedProtocols().stream()
                        .map(each ->
                                new ClassicMembership.ClassicProtocol(
                                        each.name(), Bytes.copyOf(each.metadata())))
                        .toList());
    }

    static MemberMetadata member(ConsumerGroupMemberMetadataValue value) {
        return new MemberMetadata(
                Optional.ofNullable(value.instanceId()),
                Optional.ofNullable(value.rackId()),
                value.clientId(),
                value.clientHost(),
                value.rebalanceTimeoutMs(),
                value.subscribedTopicNames(),
                Optional.ofNullable(value.subscribedTopicRegex()).filter(said -> !said.isEmpty()),
                Optional.ofNullable(value.serverAssignor()),
                Optional.ofNullable(value.classicMemberMetadata()).map(ConsumerValues::classic));
    }

    static ConsumerGroupTargetAssignmentMemberValue target(Partitions partitions) {
        List<ConsumerGroupTargetAssignmentMemberValue.TopicPartition> topics = new ArrayList<>();
        for (TopicId topic : partitions.topics()) {
            List<Integer> numbers = new ArrayList<>();
            for (int number : partitions.of(topic)) {
                numbers.add(number);
            }
            topics.add(
                    new ConsumerGroupTargetAssignmentMemberValue.TopicPartition()
                            .setTopicId(TopicIds.uuid(topic))
                            .setPartitions(numbers));
        }
        return new ConsumerGroupTargetAssignmentMemberValue().setTopicPartitions(topics);
    }

    static Partitions target(ConsumerGroupTargetAssignmentMemberValue value) {
        Partitions.Builder partitions = Partitions.builder();
        for (var topic : value.topicPartitions()) {
            TopicId id = TopicIds.of(topic.topicId());
            topic.partitions().forEach(number -> partitions.add(id, number));
        }
        return partitions.build();
    }

    static ConsumerGroupCurrentMemberAssignmentValue current(CurrentAssignment current) {
        return new ConsumerGroupCurrentMemberAssignmentValue()
                .setMemberEpoch(current.epoch())
                .setPreviousMemberEpoch(current.previousEpoch())
                .setState(number(current.state()))
                .setAssignedPartitions(held(current.assigned()))
                .setPartitionsPendingRevocation(held(current.pendingRevocation()));
    }

    static CurrentAssignment current(ConsumerGroupCurrentMemberAssignmentValue value) {
        return new CurrentAssignment(
                state(value.state()),
                value.memberEpoch(),
                value.previousMemberEpoch(),
                held(value.assignedPartitions()),
                held(value.partitionsPendingRevocation()));
    }

    private static List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> held(Held held) {
        Map<TopicId, ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics =
                new TreeMap<>();
        held.epochs()
                .forEach((partition, epoch) -> {
                    var topic =
                            topics.computeIfAbsent(
                                    partition.topicId(),
                                    id ->
                                            new ConsumerGroupCurrentMemberAssignmentValue
                                                            .TopicPartitions()
                                                    .setTopicId(TopicIds.uuid(id))
                                                    .setPartitions(new ArrayList<>())
                                                    .setAssignmentEpochs(new ArrayList<>()));
                    topic.partitions().add(partition.partition());
                    topic.assignmentEpochs().add(epoch);
                });
        return List.copyOf(topics.values());
    }

    private static Held held(
            List<ConsumerGroupCurrentMemberAssignmentValue.TopicPartitions> topics) {
        SortedMap<PartitionId, Integer> epochs = new TreeMap<>();
        for (var topic : topics) {
            TopicId id = TopicIds.of(topic.topicId());
            List<Integer> said = Optional.ofNullable(topic.assignmentEpochs()).orElse(List.of());
            for (int i = 0; i < topic.partitions().size(); i++) {
                epochs.put(
                        new PartitionId(id, topic.partitions().get(i)),
                        i < said.size() ? said.get(i) : EPOCH_NOT_SAID);
            }
        }
        return Held.of(epochs);
    }

    private static byte number(MemberState state) {
        return switch (state) {
            case STABLE -> 0;
            case UNREVOKED_PARTITIONS -> 1;
            case UNRELEASED_PARTITIONS -> 2;
        };
    }

    /// A state that only a newer version knows is the most careful one here.
    private static MemberState state(byte number) {
        return switch (number) {
            case 0 -> MemberState.STABLE;
            case 2 -> MemberState.UNRELEASED_PARTITIONS;
            default -> MemberState.UNREVOKED_PARTITIONS;
        };
    }

    static ConsumerGroupRegularExpressionValue regex(ResolvedRegex resolved) {
        return new ConsumerGroupRegularExpressionValue()
                .setTopics(resolved.topicNames())
                .setVersion(resolved.version())
                .setTimestamp(resolved.wallClockMs());
    }

    static ResolvedRegex regex(ConsumerGroupRegularExpressionValue value) {
        return new ResolvedRegex(value.topics(), value.version(), value.timestamp());
    }
}
