package dev.regroup.broker.assignment;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartition;
import org.apache.kafka.common.message.ConsumerProtocolAssignment.TopicPartitionCollection;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/// What consumers of the classic protocol are told to have (schema ConsumerProtocolAssignment).
/// Topics that are gone are left out.
public final class ConsumerAssignments {
    /// Later versions add nothing that is needed, and every consumer reads the first.
    private static final short VERSION = 0;

    private ConsumerAssignments() {}

    public static byte[] write(Partitions partitions, CatalogueView catalogue) {
        TopicPartitionCollection topics = new TopicPartitionCollection();
        for (TopicId id : partitions.topics()) {
            catalogue
                    .byId(TopicIds.uuid(id))
                    .map(Topic::name)
                    .ifPresent(name -> topics.add(topic(name, partitions.of(id))));
        }
        return MessageUtil.toVersionPrefixedBytes(
                VERSION, new ConsumerProtocolAssignment().setAssignedPartitions(topics));
    }

    private static TopicPartition topic(String name, int[] partitions) {
        List<Integer> numbers = new ArrayList<>();
        for (int number : partitions) {
            numbers.add(number);
        }
        return new TopicPartition().setTopic(name).setPartitions(numbers);
    }

    /// Nothing if they are in another form.
    static Partitions read(Bytes assignment, CatalogueView catalogue) {
        ConsumerProtocolAssignment read;
        try {
            ByteBuffer buffer = ByteBuffer.wrap(assignment.toArray());
            int version =
                    Math.clamp(
                            buffer.getShort(),
                            0,
                            ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION);
            read = new ConsumerProtocolAssignment(new ByteBufferAccessor(buffer), (short) version);
        } catch (RuntimeException e) {
            return Partitions.NONE;
        }
        Partitions.Builder partitions = Partitions.builder();
        for (TopicPartition topic : read.assignedPartitions()) {
            catalogue.byName(topic.topic()).ifPresent(known -> add(topic, known, partitions));
        }
        return partitions.build();
    }

    private static void add(TopicPartition said, Topic known, Partitions.Builder partitions) {
        said.partitions().stream()
                .filter(known::hasPartition)
                .forEach(number -> partitions.add(TopicIds.of(known.id()), number));
    }
}
