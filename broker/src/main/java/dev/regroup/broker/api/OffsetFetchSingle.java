package dev.regroup.broker.api;

import java.util.List;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartition;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopic;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.Errors;

/// OffsetFetch before v8: one group, spelt in other fields.
final class OffsetFetchSingle {
    private static final short FIRST_VERSION_WITH_GROUP_ERROR = 2;

    private OffsetFetchSingle() {}

    static OffsetFetchRequestGroup asGroup(OffsetFetchRequestData request) {
        List<OffsetFetchRequestTopics> topics =
                request.topics() == null
                        ? null
                        : request.topics().stream()
                                .map(topic ->
                                        new OffsetFetchRequestTopics()
                                                .setName(topic.name())
                                                .setPartitionIndexes(topic.partitionIndexes()))
                                .toList();
        return new OffsetFetchRequestGroup().setGroupId(request.groupId()).setTopics(topics);
    }

    /// @param asked the request's, by [#asGroup]
    static OffsetFetchResponseData response(
            OffsetFetchResponseGroup group, OffsetFetchRequestGroup asked, short version) {
        if (version < FIRST_VERSION_WITH_GROUP_ERROR && group.errorCode() != Errors.NONE.code()) {
            return new OffsetFetchResponseData()
                    .setTopics(
                            asked.topics().stream()
                                    .map(topic -> failed(topic, group.errorCode()))
                                    .toList());
        }
        return new OffsetFetchResponseData()
                .setErrorCode(group.errorCode())
                .setTopics(group.topics().stream().map(OffsetFetchSingle::topic).toList());
    }

    private static OffsetFetchResponseTopic failed(
            OffsetFetchRequestTopics topic, short errorCode) {
        return new OffsetFetchResponseTopic()
                .setName(topic.name())
                .setPartitions(
                        topic.partitionIndexes().stream()
                                .map(index ->
                                        new OffsetFetchResponsePartition()
                                                .setPartitionIndex(index)
                                                .setCommittedOffset(-1)
                                                .setMetadata("")
                                                .setErrorCode(errorCode))
                                .toList());
    }

    private static OffsetFetchResponseTopic topic(OffsetFetchResponseTopics topic) {
        return new OffsetFetchResponseTopic()
                .setName(topic.name())
                .setPartitions(
                        topic.partitions().stream().map(OffsetFetchSingle::partition).toList());
    }

    private static OffsetFetchResponsePartition partition(OffsetFetchResponsePartitions partition) {
        return new OffsetFetchResponsePartition()
                .setPartitionIndex(partition.partitionIndex())
                .setCommittedOffset(partition.committedOffset())
                .setCommittedLeaderEpoch(partition.committedLeaderEpoch())
                .setMetadata(partition.metadata())
                .setErrorCode(partition.errorCode());
    }
}
