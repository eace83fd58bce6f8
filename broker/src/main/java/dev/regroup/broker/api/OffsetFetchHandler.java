package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseGroup;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponsePartitions;
import org.apache.kafka.common.message.OffsetFetchResponseData.OffsetFetchResponseTopics;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// OffsetFetch v1-10; several groups from v8 on, topics by id from v10 on.
public final class OffsetFetchHandler implements Handler {
    private static final short FIRST_BATCHED_VERSION = 8;
    private static final short FIRST_VERSION_WITH_TOPIC_IDS = 10;

    private final CataloguePublication catalogue;
    private final Requests requests;

    public OffsetFetchHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.OFFSET_FETCH;
    }

    @Override
    public void handle(Exchange exchange) {
        OffsetFetchRequestData request = (OffsetFetchRequestData) exchange.request().data();
        boolean batched = exchange.version() >= FIRST_BATCHED_VERSION;
        List<OffsetFetchRequestGroup> groups =
                batched ? request.groups() : List.of(OffsetFetchSingle.asGroup(request));
        List<OffsetFetchResponseGroup> responses =
                groups.stream()
                        .map(group -> new OffsetFetchResponseGroup().setGroupId(group.groupId()))
                        .toList();
        OffsetFetchResponseData batch = new OffsetFetchResponseData().setGroups(responses);
        Parts parts =
                new Parts(() ->
                        exchange.answer(
                                batched
                                        ? batch
                                        : OffsetFetchSingle.response(
                                                responses.getFirst(),
                                                groups.getFirst(),
                                                exchange.version())));
        for (int i = 0; i < groups.size(); i++) {
            if (exchange.permitsOnGroup(AclOperation.DESCRIBE, groups.get(i).groupId())) {
                fetch(exchange, groups.get(i), responses.get(i), parts);
            } else {
                responses.get(i).setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
            }
        }
        parts.noMore();
    }

    private void fetch(
            Exchange exchange,
            OffsetFetchRequestGroup group,
            OffsetFetchResponseGroup response,
            Parts parts) {
        boolean byId = exchange.version() >= FIRST_VERSION_WITH_TOPIC_IDS;
        List<TopicPartition> partitions = new ArrayList<>();
        if (group.topics() != null) {
            for (OffsetFetchRequestTopics topic : group.topics()) {
                Optional<String> name = byId ? nameOf(topic) : Optional.of(topic.name());
                if (name.isEmpty()) {
                    response.topics().add(failed(topic, Errors.UNKNOWN_TOPIC_ID));
                } else if (!exchange.permitsOnTopic(AclOperation.DESCRIBE, name.get())) {
                    response.topics().add(failed(topic, Errors.TOPIC_AUTHORIZATION_FAILED));
                } else {
                    topic.partitionIndexes()
                            .forEach(
                                    index -> partitions.add(new TopicPartition(name.get(), index)));
                }
            }
        }
        parts.expect();
        ReplyTo<GroupReply> replyTo =
                reply -> {
                    fill(exchange, response, reply);
                    parts.arrived();
                };
        requests.onGroup(
                new FetchOffsets(
                        replyTo,
                        group.groupId(),
                        group.topics() == null ? Optional.empty() : Optional.of(partitions),
                        asker(group),
                        wanted(exchange)));
    }

    /// Admin clients, and consumers before v9, do not say who they are.
    private static Optional<MemberAtEpoch> asker(OffsetFetchRequestGroup group) {
        return group.memberId() == null && group.memberEpoch() < 0
                ? Optional.empty()
                : Optional.of(
                        new MemberAtEpoch(
                                Optional.ofNullable(group.memberId()).orElse(""),
                                group.memberEpoch()));
    }

    private static Wanted wanted(Exchange exchange) {
        return ((OffsetFetchRequestData) exchange.request().data()).requireStable()
                ? Wanted.STABLE
                : Wanted.COMMITTED;
    }

    private Optional<String> nameOf(OffsetFetchRequestTopics topic) {
        return catalogue.view().byId(topic.topicId()).map(Topic::name);
    }

    private static OffsetFetchResponseTopics failed(OffsetFetchRequestTopics topic, Errors error) {
        return new OffsetFetchResponseTopics()
                .setName(topic.name())
                .setTopicId(topic.topicId())
                .setPartitions(
                        topic.partitionIndexes().stream()
                                .map(index -> nothing(index).setErrorCode(error.code()))
                                .toList());
    }

    private void fill(Exchange exchange, OffsetFetchResponseGroup response, GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            response.setErrorCode(ErrorMapping.of(rejected.reason()).code());
            return;
        }
        Map<String, OffsetFetchResponseTopics> topics = new LinkedHashMap<>();
        for (FetchedOffset fetched : ((OffsetsFetched) reply).offsets()) {
            if (!exchange.permitsOnTopic(AclOperation.DESCRIBE, fetched.partition().topic())) {
                continue;
            }
            topics.computeIfAbsent(fetched.partition().topic(), this::topic)
                    .partitions()
                    .add(partition(fetched));
        }
        response.topics().addAll(topics.values());
    }

    private OffsetFetchResponseTopics topic(String name) {
        OffsetFetchResponseTopics topic = new OffsetFetchResponseTopics().setName(name);
        catalogue.view().byName(name).ifPresent(known -> topic.setTopicId(known.id()));
        return topic;
    }

    private static OffsetFetchResponsePartitions partition(FetchedOffset fetched) {
        OffsetFetchResponsePartitions response = nothing(fetched.partition().partition());
        if (fetched.rejection().isPresent()) {
            return response.setErrorCode(ErrorMapping.of(fetched.rejection().get()).code());
        }
        if (fetched.offset().isEmpty()) {
            return response;
        }
        CommittedOffset offset = fetched.offset().get();
        return response.setCommittedOffset(offset.offset())
                .setCommittedLeaderEpoch(offset.leaderEpoch().orElse(-1))
                .setMetadata(offset.metadata());
    }

    private static OffsetFetchResponsePartitions nothing(int partition) {
        return new OffsetFetchResponsePartitions()
                .setPartitionIndex(partition)
                .setCommittedOffset(-1)
                .setCommittedLeaderEpoch(-1)
                .setMetadata("");
    }
}
