package dev.regroup.broker.control;

import dev.regroup.coordinator.Bytes;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// An assignment in the form of Kafka's consumers (schema ConsumerProtocolAssignment): its version,
/// then the message. Later versions add to the end, so that the latest known reads them too.
final class Assignment {
    private Assignment() {}

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
}
