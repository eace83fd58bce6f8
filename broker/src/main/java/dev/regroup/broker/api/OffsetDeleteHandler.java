package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetDeleteRequestData;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestPartition;
import org.apache.kafka.common.message.OffsetDeleteRequestData.OffsetDeleteRequestTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponsePartition;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopic;
import org.apache.kafka.common.message.OffsetDeleteResponseData.OffsetDeleteResponseTopicCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetDelete v0 (KIP-496).
public final class OffsetDeleteHandler implements Handler {
    private final CataloguePublication catalogue;
    private final Requests requests;

    public OffsetDeleteHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.OFFSET_DELETE;
    }

    @Override
    public void handle(Exchange exchange) {
        OffsetDeleteRequestData request = (OffsetDeleteRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.DELETE, request.groupId())) {
            exchange.answer(failed(Errors.GROUP_AUTHORIZATION_FAILED));
            return;
        }
        if (request.groupId().isEmpty()) {
            exchange.answer(failed(Errors.INVALID_GROUP_ID));
            return;
        }
        Map<TopicPartition, OffsetDeleteResponsePartition> asked = new LinkedHashMap<>();
        OffsetDeleteResponseTopicCollection topics = new OffsetDeleteResponseTopicCollection();
        for (OffsetDeleteRequestTopic topic : request.topics()) {
            OffsetDeleteResponseTopic result = topics.find(topic.name());
            if (result == null) {
                result = new OffsetDeleteResponseTopic().setName(topic.name());
                topics.add(result);
            }
            add(exchange, topic, result, asked);
        }
        ReplyTo<GroupReply> replyTo = reply -> exchange.answer(response(topics, asked, reply));
        requests.onGroup(
                new DeleteOffsets(replyTo, request.groupId(), List.copyOf(asked.keySet())));
    }

    private void add(
            Exchange exchange,
            OffsetDeleteRequestTopic topic,
            OffsetDeleteResponseTopic result,
            Map<TopicPartition, OffsetDeleteResponsePartition> asked) {
        boolean permitted = exchange.permitsOnTopic(AclOperation.READ, topic.name());
        Optional<Topic> known = catalogue.view().byName(topic.name());
        for (OffsetDeleteRequestPartition partition : topic.partitions()) {
            int index = partition.partitionIndex();
            if (result.partitions().find(index) != null) {
                continue;
            }
            OffsetDeleteResponsePartition response =
                    new OffsetDeleteResponsePartition().setPartitionIndex(index);
            result.partitions().add(response);
            if (!permitted) {
                response.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
            } else if (known.filter(one -> one.hasPartition(index)).isEmpty()) {
                response.setErrorCode(Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
            } else {
                asked.put(new TopicPartition(topic.name(), index), response);
            }
        }
    }

    private static OffsetDeleteResponseData response(
            OffsetDeleteResponseTopicCollection topics,
            Map<TopicPartition, OffsetDeleteResponsePartition> asked,
            GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            return failed(ErrorMapping.of(rejected.reason()));
        }
        Map<TopicPartition, Reason> rejections = ((OffsetsDeleted) reply).rejections();
        rejections.forEach((partition, reason) -> {
            OffsetDeleteResponsePartition response = asked.get(partition);
            if (response != null) {
                response.setErrorCode(ErrorMapping.of(reason).code());
            }
        });
        return new OffsetDeleteResponseData().setTopics(topics);
    }

    private static OffsetDeleteResponseData failed(Errors error) {
        return new OffsetDeleteResponseData().setErrorCode(error.code());
    }
}
