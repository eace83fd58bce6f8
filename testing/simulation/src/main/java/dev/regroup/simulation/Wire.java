package dev.regroup.simulation;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.offset.TopicPartition;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/// What consumers of the classic protocol tell each other through the coordinator.
final class Wire {
    private static final short VERSION = 3;

    private Wire() {}

    /// @param owned what the member has kept
    /// @param generationId that it has it from
    record Subscription(List<String> topics, List<TopicPartition> owned, int generationId) {}

    static Bytes write(Subscription subscription) {
        ConsumerProtocolSubscription message =
                new ConsumerProtocolSubscription()
                        .setTopics(subscription.topics)
                        .setGenerationId(subscription.generationId);
        byTopic(subscription.owned)
                .forEach((topic, numbers) ->
                        message.ownedPartitions()
                                .add(
                                        new ConsumerProtocolSubscription.TopicPartition()
                                                .setTopic(topic)
                                                .setPartitions(numbers)));
        return Bytes.copyOf(bytes(MessageUtil.toVersionPrefixedByteBuffer(VERSION, message)));
    }

    static Subscription subscription(Bytes bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
        ConsumerProtocolSubscription message =
                new ConsumerProtocolSubscription(new ByteBufferAccessor(buffer), buffer.getShort());
        List<TopicPartition> owned = new ArrayList<>();
        message.ownedPartitions()
                .forEach(topic ->
                        topic.partitions()
                                .forEach(number ->
                                        owned.add(new TopicPartition(topic.topic(), number))));
        return new Subscription(message.topics(), owned, message.generationId());
    }

    static Bytes write(Collection<TopicPartition> assignment) {
        ConsumerProtocolAssignment message = new ConsumerProtocolAssignment();
        byTopic(assignment)
                .forEach((topic, numbers) ->
                        message.assignedPartitions()
                                .add(
                                        new ConsumerProtocolAssignment.TopicPartition()
                                                .setTopic(topic)
                                                .setPartitions(numbers)));
        return Bytes.copyOf(bytes(MessageUtil.toVersionPrefixedByteBuffer(VERSION, message)));
    }

    /// Ascending; nothing if no assignment was made.
    static List<TopicPartition> assignment(Bytes bytes) {
        if (bytes.length() == 0) {
            return List.of();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
        ConsumerProtocolAssignment message =
                new ConsumerProtocolAssignment(new ByteBufferAccessor(buffer), buffer.getShort());
        List<TopicPartition> all = new ArrayList<>();
        message.assignedPartitions()
                .forEach(topic ->
                        topic.partitions()
                                .forEach(number ->
                                        all.add(new TopicPartition(topic.topic(), number))));
        return all.stream().sorted().toList();
    }

    private static SortedMap<String, List<Integer>> byTopic(Collection<TopicPartition> all) {
        SortedMap<String, List<Integer>> byTopic = new TreeMap<>();
        all.stream()
                .sorted()
                .forEach(each ->
                        byTopic.computeIfAbsent(each.topic(), topic -> new ArrayList<>())
                                .add(each.partition()));
        return byTopic;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }
}
