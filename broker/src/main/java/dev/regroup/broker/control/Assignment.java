package dev.regroup.broker.control;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// What members are assigned, by names of topics.
final class Assignment {
    private Assignment() {}

    /// In the form of Kafka's consumers (schema ConsumerProtocolAssignment): its version, then the
    /// message. Later versions add to the end, so that the latest known reads them too.
    static SortedMap<String, SortedSet<Integer>> partitions(String protocolType, Bytes bytes) {
        if (!protocolType.equals("consumer") || bytes.length() < Short.BYTES) {
            return Collections.emptySortedMap();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes.toArray());
        short version =
                (short)
                        Math.min(
                                buffer.getShort(),
                                ConsumerProtocolAssignment.HIGHEST_SUPPORTED_VERSION);
        SortedMap<String, SortedSet<Integer>> partitions = new TreeMap<>();
        new ConsumerProtocolAssignment(new ByteBufferAccessor(buffer), version)
                .assignedPartitions()
                .forEach(topic -> partitions.put(topic.topic(), new TreeSet<>(topic.partitions())));
        return partitions;
    }

    /// Without topics that are gone, which have no name any more.
    static SortedMap<String, SortedSet<Integer>> partitions(
            CatalogueView topics, Partitions partitions) {
        SortedMap<String, SortedSet<Integer>> byName = new TreeMap<>();
        partitions.forEach((id, partition) ->
                topics.byId(TopicIds.uuid(id))
                        .ifPresent(topic ->
                                byName.computeIfAbsent(topic.name(), name -> new TreeSet<>())
                                        .add(partition)));
        return byName;
    }
}
