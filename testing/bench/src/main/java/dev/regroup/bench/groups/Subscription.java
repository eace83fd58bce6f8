package dev.regroup.bench.groups;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.ConsumerProtocolAssignment;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageUtil;

/// What the members of one group have in common: the partitions `0` to `partitions - 1` of one
/// topic.
record Subscription(String groupId, String topic, int partitions) {
    /// As members of the classic protocol give it to their groups.
    static final String PROTOCOL_TYPE = "consumer";

    static final String PROTOCOL_NAME = "range";
    private static final short VERSION = 3;

    /// The one protocol that is offered, with the bytes that stock consumers say of themselves:
    /// brokers carry them to the leader, and Kafka reads them.
    JoinGroupRequestProtocolCollection protocols() {
        ConsumerProtocolSubscription subscription =
                new ConsumerProtocolSubscription().setTopics(List.of(topic));
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(
                new JoinGroupRequestProtocol()
                        .setName(PROTOCOL_NAME)
                        .setMetadata(MessageUtil.toVersionPrefixedBytes(VERSION, subscription)));
        return protocols;
    }

    /// The part of member `index` of `count`: ranges of equal length, but for one.
    byte[] assignment(int index, int count) {
        int from = (int) ((long) partitions * index / count);
        int to = (int) ((long) partitions * (index + 1) / count);
        ConsumerProtocolAssignment assignment = new ConsumerProtocolAssignment();
        assignment
                .assignedPartitions()
                .add(
                        new ConsumerProtocolAssignment.TopicPartition()
                                .setTopic(topic)
                                .setPartitions(IntStream.range(from, to).boxed().toList()));
        return MessageUtil.toVersionPrefixedBytes(VERSION, assignment);
    }

    /// The partitions of an assignment.
    static BitSet partitions(byte[] assignment) {
        ByteBuffer bytes = ByteBuffer.wrap(assignment);
        short version = bytes.getShort();
        BitSet partitions = new BitSet();
        new ConsumerProtocolAssignment(new ByteBufferAccessor(bytes), version)
                .assignedPartitions()
                .forEach(one -> one.partitions().forEach(partition -> partitions.set(partition)));
        return partitions;
    }
}
