package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.storage.partition.PartitionHandle;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderPartition;
import org.apache.kafka.common.message.OffsetForLeaderEpochRequestData.OffsetForLeaderTopic;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.EpochEndOffset;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResult;
import org.apache.kafka.common.message.OffsetForLeaderEpochResponseData.OffsetForLeaderTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetForLeaderEpoch v2-4 (KIP-101, KIP-279, KIP-320): where the records of a leader epoch end,
/// so that a consumer sees whether what it has read is still there.
public final class OffsetForLeaderEpochHandler implements Handler {
    private final CataloguePublication catalogue;
    private final PartitionHandles handles;

    public OffsetForLeaderEpochHandler(CataloguePublication catalogue, PartitionHandles handles) {
        this.catalogue = catalogue;
        this.handles = handles;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.OFFSET_FOR_LEADER_EPOCH;
    }

    @Override
    public void handle(Exchange exchange) {
        OffsetForLeaderEpochRequestData request =
                (OffsetForLeaderEpochRequestData) exchange.request().data();
        OffsetForLeaderTopicResultCollection topics = new OffsetForLeaderTopicResultCollection();
        for (OffsetForLeaderTopic wanted : request.topics()) {
            OffsetForLeaderTopicResult result =
                    new OffsetForLeaderTopicResult().setTopic(wanted.topic());
            boolean permitted = exchange.permitsOnTopic(AclOperation.DESCRIBE, wanted.topic());
            Optional<Topic> topic = catalogue.view().byName(wanted.topic());
            for (OffsetForLeaderPartition partition : wanted.partitions()) {
                EpochEndOffset end = new EpochEndOffset().setPartition(partition.partition());
                result.partitions()
                        .add(
                                permitted
                                        ? end(end, topic, partition)
                                        : end.setErrorCode(
                                                Errors.TOPIC_AUTHORIZATION_FAILED.code()));
            }
            topics.add(result);
        }
        exchange.answer(new OffsetForLeaderEpochResponseData().setTopics(topics));
    }

    private EpochEndOffset end(
            EpochEndOffset end, Optional<Topic> topic, OffsetForLeaderPartition wanted) {
        Optional<PartitionHandle> handle =
                topic.flatMap(
                        known -> handles.find(new PartitionKey(known.id(), wanted.partition())));
        if (handle.isEmpty()) {
            return end.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        if (!(handle.get().view() instanceof PartitionView.Open open)) {
            return end.setErrorCode(Errors.NOT_LEADER_OR_FOLLOWER.code());
        }
        Errors error = LeaderEpochs.check(wanted.currentLeaderEpoch(), open.leaderEpoch());
        if (error != Errors.NONE) {
            return end.setErrorCode(error.code());
        }
        open.endOfEpoch(wanted.leaderEpoch())
                .ifPresent(found ->
                        end.setLeaderEpoch(found.leaderEpoch()).setEndOffset(found.endOffset()));
        return end;
    }
}
