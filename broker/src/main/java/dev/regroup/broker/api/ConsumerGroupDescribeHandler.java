package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.group.GroupCommand.DescribeConsumers;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumersDescribed;
import dev.regroup.coordinator.group.GroupReply.DescribedConsumer;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupDescribeRequestData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.DescribedGroup;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.Member;
import org.apache.kafka.common.message.ConsumerGroupDescribeResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ConsumerGroupDescribe v0-1: groups of the consumer protocol (KIP-848), with what each member has
/// and is to have. A group of another protocol is not found.
public final class ConsumerGroupDescribeHandler implements Handler {
    private static final byte CLASSIC_MEMBER = 0;
    private static final byte MEMBER_OF_CONSUMER_PROTOCOL = 1;

    private final CataloguePublication catalogue;
    private final Requests requests;

    public ConsumerGroupDescribeHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.CONSUMER_GROUP_DESCRIBE;
    }

    @Override
    public void handle(Exchange exchange) {
        ConsumerGroupDescribeRequestData request =
                (ConsumerGroupDescribeRequestData) exchange.request().data();
        List<DescribedGroup> groups =
                request.groupIds().stream()
                        .distinct()
                        .map(groupId -> new DescribedGroup().setGroupId(groupId))
                        .toList();
        Parts parts =
                new Parts(() ->
                        exchange.answer(new ConsumerGroupDescribeResponseData().setGroups(groups)));
        for (DescribedGroup group : groups) {
            if (!exchange.permitsOnGroup(AclOperation.DESCRIBE, group.groupId())) {
                group.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
            } else if (group.groupId().isEmpty()) {
                group.setErrorCode(Errors.INVALID_GROUP_ID.code());
            } else {
                parts.expect();
                ReplyTo<GroupReply> replyTo =
                        reply -> {
                            fill(exchange, group, reply);
                            if (request.includeAuthorizedOperations()
                                    && group.errorCode() == Errors.NONE.code()) {
                                group.setAuthorizedOperations(
                                        AuthorizedOperations.onGroup(exchange, group.groupId()));
                            }
                            parts.arrived();
                        };
                requests.onGroup(new DescribeConsumers(replyTo, group.groupId()));
            }
        }
        parts.noMore();
    }

    private void fill(Exchange exchange, DescribedGroup group, GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            group.setErrorCode(ErrorMapping.of(rejected.reason()).code())
                    .setErrorMessage(ErrorText.of(rejected.detail()));
            return;
        }
        ConsumersDescribed described = (ConsumersDescribed) reply;
        Shown shown = new Shown(exchange, catalogue.view());
        List<Member> members = described.members().stream().map(shown::member).toList();
        if (shown.isForbidden) {
            group.setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code())
                    .setErrorMessage("a topic of the group may not be described");
            return;
        }
        group.setGroupState(described.state().wireName())
                .setGroupEpoch(described.groupEpoch())
                .setAssignmentEpoch(described.targetEpoch())
                .setAssignorName(described.assignorName())
                .setMembers(members);
    }

    /// Members as the asker may see them: if a topic of one is not for it, none is.
    private static final class Shown {
        private final Exchange exchange;
        private final CatalogueView catalogue;
        private boolean isForbidden;

        Shown(Exchange exchange, CatalogueView catalogue) {
            this.exchange = exchange;
            this.catalogue = catalogue;
        }

        Member member(DescribedConsumer described) {
            MemberMetadata metadata = described.member().metadata();
            metadata.topicNames().forEach(this::check);
            return new Member()
                    .setMemberId(described.member().memberId())
                    .setInstanceId(metadata.groupInstanceId().orElse(null))
                    .setRackId(metadata.rackId().orElse(null))
                    .setMemberEpoch(described.member().epoch())
                    .setClientId(metadata.clientId())
                    .setClientHost(metadata.clientHost())
                    .setSubscribedTopicNames(metadata.topicNames())
                    .setSubscribedTopicRegex(metadata.topicRegex().orElse(null))
                    .setAssignment(assignment(described.member().current().assigned().partitions()))
                    .setTargetAssignment(assignment(described.target()))
                    .setMemberType(
                            described.member().isClassic()
                                    ? CLASSIC_MEMBER
                                    : MEMBER_OF_CONSUMER_PROTOCOL);
        }

        /// Without topics that are gone, which have no name any more.
        private Assignment assignment(Partitions partitions) {
            List<TopicPartitions> topics = new ArrayList<>();
            for (TopicId id : partitions.topics()) {
                Optional<Topic> topic = catalogue.byId(TopicIds.uuid(id));
                if (topic.isEmpty()) {
                    continue;
                }
                check(topic.get().name());
                List<Integer> numbers = new ArrayList<>();
                for (int number : partitions.of(id)) {
                    numbers.add(number);
                }
                topics.add(
                        new TopicPartitions()
                                .setTopicId(topic.get().id())
                                .setTopicName(topic.get().name())
                                .setPartitions(numbers));
            }
            return new Assignment().setTopicPartitions(topics);
        }

        private void check(String topic) {
            isForbidden |= !exchange.permitsOnTopic(AclOperation.DESCRIBE, topic);
        }
    }
}
