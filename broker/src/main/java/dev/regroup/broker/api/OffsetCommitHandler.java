package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.Numbering;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponsePartition;
import org.apache.kafka.common.message.OffsetCommitResponseData.OffsetCommitResponseTopic;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.OffsetCommitRequest;

/// OffsetCommit v2-10; by topic id from v10 on.
public final class OffsetCommitHandler implements Handler {
    private static final short FIRST_VERSION_WITH_MEMBER_EPOCHS = 9;
    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 10;

    private final CataloguePublication catalogue;
    private final Requests requests;

    public OffsetCommitHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.OFFSET_COMMIT;
    }

    /// One partition to commit, and where its result goes.
    private record Pending(OffsetToCommit offset, OffsetCommitResponsePartition response) {}

    @Override
    public void handle(Exchange exchange) {
        OffsetCommitRequestData request = (OffsetCommitRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            exchange.refuse(Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        boolean byId = exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS;
        OffsetCommitResponseData response = new OffsetCommitResponseData();
        List<Pending> pending = new ArrayList<>();
        for (OffsetCommitRequestTopic topic : request.topics()) {
            Optional<Topic> known =
                    byId
                            ? catalogue.view().byId(topic.topicId())
                            : catalogue.view().byName(topic.name());
            OffsetCommitResponseTopic topicResponse =
                    new OffsetCommitResponseTopic()
                            .setName(topic.name())
                            .setTopicId(topic.topicId());
            response.topics().add(topicResponse);
            for (OffsetCommitRequestPartition partition : topic.partitions()) {
                OffsetCommitResponsePartition partitionResponse =
                        new OffsetCommitResponsePartition()
                                .setPartitionIndex(partition.partitionIndex());
                topicResponse.partitions().add(partitionResponse);
                Errors problem = problem(exchange, known, partition, byId);
                partitionResponse.setErrorCode(problem.code());
                if (problem == Errors.NONE) {
                    pending.add(
                            new Pending(offset(known.orElseThrow(), partition), partitionResponse));
                }
            }
        }
        if (pending.isEmpty()) {
            exchange.answer(response);
            return;
        }
        ReplyTo<GroupReply> replyTo =
                reply -> {
                    pending.forEach(one -> fill(one, exchange.version(), reply));
                    exchange.answer(response);
                };
        requests.onGroup(
                new CommitOffsets(
                        replyTo,
                        request.groupId(),
                        request.generationIdOrMemberEpoch(),
                        request.memberId(),
                        Optional.ofNullable(request.groupInstanceId()),
                        retentionMs(request),
                        pending.stream().map(Pending::offset).toList(),
                        exchange.version() >= FIRST_VERSION_WITH_MEMBER_EPOCHS
                                ? Numbering.MEMBER_EPOCHS
                                : Numbering.GENERATIONS));
    }

    private static Errors problem(
            Exchange exchange,
            Optional<Topic> topic,
            OffsetCommitRequestPartition partition,
            boolean byId) {
        if (topic.isEmpty()) {
            return byId ? Errors.UNKNOWN_TOPIC_ID : Errors.UNKNOWN_TOPIC_OR_PARTITION;
        }
        if (!exchange.permitsOnTopic(AclOperation.READ, topic.get().name())) {
            return Errors.TOPIC_AUTHORIZATION_FAILED;
        }
        return topic.get().hasPartition(partition.partitionIndex())
                ? Errors.NONE
                : Errors.UNKNOWN_TOPIC_OR_PARTITION;
    }

    private static OffsetToCommit offset(Topic topic, OffsetCommitRequestPartition partition) {
        int leaderEpoch = partition.committedLeaderEpoch();
        return new OffsetToCommit(
                new TopicPartition(topic.name(), partition.partitionIndex()),
                partition.committedOffset(),
                leaderEpoch < 0 ? OptionalInt.empty() : OptionalInt.of(leaderEpoch),
                Optional.ofNullable(partition.committedMetadata()).orElse(""),
                new TopicId(
                        topic.id().getMostSignificantBits(), topic.id().getLeastSignificantBits()));
    }

    private static OptionalLong retentionMs(OffsetCommitRequestData request) {
        return request.retentionTimeMs() == OffsetCommitRequest.DEFAULT_RETENTION_TIME
                ? OptionalLong.empty()
                : OptionalLong.of(request.retentionTimeMs());
    }

    private static void fill(Pending pending, short version, GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            Errors error = ErrorMapping.of(rejected.reason());
            // Clients of earlier versions know no group that is not there (KIP-848).
            boolean unknownToClient =
                    error == Errors.GROUP_ID_NOT_FOUND
                            && version < FIRST_VERSION_WITH_MEMBER_EPOCHS;
            pending.response.setErrorCode(
                    unknownToClient ? Errors.ILLEGAL_GENERATION.code() : error.code());
            return;
        }
        GroupReply.Reason refused =
                ((OffsetsCommitted) reply).results().get(pending.offset.partition());
        if (refused == GroupReply.Reason.UNKNOWN_TOPIC && version >= FIRST_VERSION_WITH_TOPIC_IDS) {
            pending.response.setErrorCode(Errors.UNKNOWN_TOPIC_ID.code());
        } else if (refused != null) {
            pending.response.setErrorCode(ErrorMapping.of(refused).code());
        }
    }
}
