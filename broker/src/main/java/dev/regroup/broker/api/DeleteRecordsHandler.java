package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.DeleteRecords;
import dev.regroup.broker.shard.ShardCommand.Deleted;
import dev.regroup.broker.shard.ShardCommand.DeletionOutcome;
import dev.regroup.broker.shard.ShardCommand.DeletionRefused;
import dev.regroup.storage.partition.PartitionKey;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.message.DeleteRecordsRequestData;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsPartition;
import org.apache.kafka.common.message.DeleteRecordsRequestData.DeleteRecordsTopic;
import org.apache.kafka.common.message.DeleteRecordsResponseData;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsPartitionResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResult;
import org.apache.kafka.common.message.DeleteRecordsResponseData.DeleteRecordsTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DeleteRecords v0-2 (KIP-107): records below an offset are not read any more. Topics that are
/// only compacted keep theirs, as in Kafka.
public final class DeleteRecordsHandler implements Handler {
    private static final long NO_LOW_WATERMARK = -1;
    private static final Setting CLEANUP_POLICY =
            SettingTable.kafka().find(Scope.TOPIC, TopicConfig.CLEANUP_POLICY_CONFIG).orElseThrow();

    private final CataloguePublication catalogue;
    private final Requests requests;
    private final StaticSettings fixed;

    public DeleteRecordsHandler(
            CataloguePublication catalogue, Requests requests, StaticSettings fixed) {
        this.catalogue = catalogue;
        this.requests = requests;
        this.fixed = fixed;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DELETE_RECORDS;
    }

    @Override
    public void handle(Exchange exchange) {
        DeleteRecordsRequestData request = (DeleteRecordsRequestData) exchange.request().data();
        CatalogueView view = catalogue.view();
        DeleteRecordsTopicResultCollection topics = new DeleteRecordsTopicResultCollection();
        Parts parts =
                new Parts(() -> exchange.answer(new DeleteRecordsResponseData().setTopics(topics)));
        for (DeleteRecordsTopic wanted : request.topics()) {
            DeleteRecordsTopicResult result = new DeleteRecordsTopicResult().setName(wanted.name());
            topics.add(result);
            Optional<Topic> topic = view.byName(wanted.name());
            Errors error = error(exchange, view, wanted.name(), topic);
            for (DeleteRecordsPartition partition : wanted.partitions()) {
                DeleteRecordsPartitionResult one =
                        new DeleteRecordsPartitionResult()
                                .setPartitionIndex(partition.partitionIndex())
                                .setLowWatermark(NO_LOW_WATERMARK);
                result.partitions().add(one);
                if (error != Errors.NONE) {
                    one.setErrorCode(error.code());
                } else {
                    delete(topic.orElseThrow(), partition, one, parts);
                }
            }
        }
        parts.noMore();
    }

    private Errors error(
            Exchange exchange, CatalogueView view, String name, Optional<Topic> topic) {
        if (!exchange.permitsOnTopic(AclOperation.DELETE, name)) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        if (topic.isEmpty()) {
            return Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        String policy =
                new EffectiveSettings(fixed, view.settings())
                        .effective(CLEANUP_POLICY, topic.get().configs())
                        .value();
        boolean deletes = policy != null && Setting.words(policy).contains("delete");
        return topic.get().internal() || !deletes ? Errors.POLICY_VIOLATION : Errors.NONE;
    }

    private void delete(
            Topic topic,
            DeleteRecordsPartition wanted,
            DeleteRecordsPartitionResult result,
            Parts parts) {
        if (!topic.hasPartition(wanted.partitionIndex())) {
            result.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            return;
        }
        parts.expect();
        ReplyTo<DeletionOutcome> replyTo =
                outcome -> {
                    fill(result, outcome);
                    parts.arrived();
                };
        requests.onShard(
                requests.placement().shardOf(topic, wanted.partitionIndex()),
                new DeleteRecords(
                        replyTo,
                        new PartitionKey(topic.id(), wanted.partitionIndex()),
                        wanted.offset()));
    }

    private static void fill(DeleteRecordsPartitionResult result, DeletionOutcome outcome) {
        switch (outcome) {
            case Deleted deleted -> result.setLowWatermark(deleted.logStartOffset());
            case DeletionRefused refused ->
                    result.setErrorCode(ErrorMapping.of(refused.refusal()).code());
        }
    }
}
