package dev.regroup.bench.groups;

import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;

/// A group of one member, which has joined, and what it asks.
///
/// @param epoch or generation
/// @param heartbeat as its protocol has it
record Solo(Subscription subscription, String memberId, int epoch, Exchange heartbeat) {
    private static final int COMMIT = 9;
    private static final int FETCH = 9;
    private static final long OFFSET = 42;

    /// Commits an offset of each partition.
    Exchange commit() {
        List<OffsetCommitRequestPartition> partitions =
                IntStream.range(0, subscription.partitions())
                        .mapToObj(number ->
                                new OffsetCommitRequestPartition()
                                        .setPartitionIndex(number)
                                        .setCommittedOffset(OFFSET)
                                        .setCommittedMetadata(""))
                        .toList();
        OffsetCommitRequestData request =
                new OffsetCommitRequestData()
                        .setGroupId(subscription.groupId())
                        .setGenerationIdOrMemberEpoch(epoch)
                        .setMemberId(memberId)
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setName(subscription.topic())
                                                .setPartitions(partitions)));
        return new Exchange(
                request,
                COMMIT,
                answer ->
                        ((OffsetCommitResponseData) answer)
                                .topics()
                                .getFirst()
                                .partitions()
                                .forEach(one -> Exchange.mustNotBeError(one.errorCode())));
    }

    /// Fetches the offset of each partition, which must have been committed.
    Exchange fetch() {
        OffsetFetchRequestTopics wanted =
                new OffsetFetchRequestTopics()
                        .setName(subscription.topic())
                        .setPartitionIndexes(
                                IntStream.range(0, subscription.partitions()).boxed().toList());
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(subscription.groupId())
                                                .setTopics(List.of(wanted))));
        return new Exchange(
                request, FETCH, answer -> mustHaveOffsets((OffsetFetchResponseData) answer));
    }

    private void mustHaveOffsets(OffsetFetchResponseData answer) {
        var group = answer.groups().getFirst();
        Exchange.mustNotBeError(group.errorCode());
        var partitions = group.topics().getFirst().partitions();
        if (partitions.size() != subscription.partitions()) {
            throw new IllegalStateException(
                    "offsets of %d partitions, expected %d"
                            .formatted(partitions.size(), subscription.partitions()));
        }
        partitions.forEach(partition -> {
            Exchange.mustNotBeError(partition.errorCode());
            if (partition.committedOffset() != OFFSET) {
                throw new IllegalStateException(
                        "offset %d of partition %d, expected %d"
                                .formatted(
                                        partition.committedOffset(),
                                        partition.partitionIndex(),
                                        OFFSET));
            }
        });
    }
}
