package dev.regroup.broker.api;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.ConsumerLeft;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ConsumerGroupHeartbeatRequest;
import org.jspecify.annotations.Nullable;

/// ConsumerGroupHeartbeat v0-1 (KIP-848): members join, stay, change their subscription and leave
/// by it. From v1 on a member makes its own id (KIP-1082) and may subscribe by a pattern in RE2's
/// syntax.
public final class ConsumerGroupHeartbeatHandler implements Handler {
    private static final short FIRST_VERSION_WITH_IDS_OF_CLIENTS = 1;
    private static final int NOT_SAID = -1;

    private final Requests requests;
    private final ConsumerPaces paces;
    private final List<String> assignors;

    /// @param assignors that members may wish for
    public ConsumerGroupHeartbeatHandler(
            Requests requests, ConsumerPaces paces, List<String> assignors) {
        this.requests = requests;
        this.paces = paces;
        this.assignors = assignors;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.CONSUMER_GROUP_HEARTBEAT;
    }

    @Override
    public void handle(Exchange exchange) {
        ConsumerGroupHeartbeatRequestData request =
                (ConsumerGroupHeartbeatRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            refuse(exchange, Errors.GROUP_AUTHORIZATION_FAILED, "the group may not be read");
            return;
        }
        if (!permitsTopics(exchange, request)) {
            refuse(
                    exchange,
                    Errors.TOPIC_AUTHORIZATION_FAILED,
                    "a topic that is subscribed to may not be described");
            return;
        }
        Optional<Problem> problem = problem(exchange.version(), request);
        if (problem.isPresent()) {
            refuse(exchange, problem.get().error, problem.get().what);
            return;
        }
        String memberId =
                request.memberId().isEmpty() ? Uuid.randomUuid().toString() : request.memberId();
        ReplyTo<GroupReply> replyTo = reply -> exchange.answer(response(request, memberId, reply));
        requests.onGroupOf(
                exchange,
                request.memberEpoch() < 0
                        ? leave(request, replyTo)
                        : heartbeat(exchange, request, memberId, replyTo));
    }

    private static boolean permitsTopics(
            Exchange exchange, ConsumerGroupHeartbeatRequestData request) {
        return request.subscribedTopicNames() == null
                || request.subscribedTopicNames().stream()
                        .distinct()
                        .allMatch(topic -> exchange.permitsOnTopic(AclOperation.DESCRIBE, topic));
    }

    private record Problem(Errors error, String what) {}

    /// What is wrong with the request, whatever the group is like.
    private Optional<Problem> problem(short version, ConsumerGroupHeartbeatRequestData request) {
        if (request.groupId().isEmpty()) {
            return invalid("expected a group id, found an empty one");
        }
        if (isEmpty(request.instanceId()) || isEmpty(request.rackId())) {
            return invalid("expected an instance id and a rack id that are not empty");
        }
        if (request.memberId().isEmpty()
                && (version >= FIRST_VERSION_WITH_IDS_OF_CLIENTS || request.memberEpoch() != 0)) {
            return invalid("expected a member id, found an empty one");
        }
        if (request.memberEpoch() < ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH) {
            return invalid("expected a member epoch of -2 or more, found " + request.memberEpoch());
        }
        if (request.memberEpoch() == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH
                && request.instanceId() == null) {
            return invalid("only a static member may leave for a while");
        }
        return (request.memberEpoch() == ConsumerGroupHeartbeatRequest.JOIN_GROUP_MEMBER_EPOCH
                        ? problemOfJoin(request)
                        : Optional.<Problem>empty())
                .or(() -> problemOfAssignor(request))
                .or(() -> problemOfRegex(request));
    }

    private static Optional<Problem> problemOfJoin(ConsumerGroupHeartbeatRequestData request) {
        if (request.rebalanceTimeoutMs() == NOT_SAID) {
            return invalid("expected a rebalance timeout from a member that joins");
        }
        if (request.topicPartitions() == null || !request.topicPartitions().isEmpty()) {
            return invalid("expected a member that joins to have no partitions");
        }
        // It may subscribe to no topic yet.
        return request.subscribedTopicNames() != null || request.subscribedTopicRegex() != null
                ? Optional.empty()
                : invalid("expected topics or a pattern from a member that joins");
    }

    private Optional<Problem> problemOfAssignor(ConsumerGroupHeartbeatRequestData request) {
        String name = request.serverAssignor();
        return name == null || assignors.contains(name)
                ? Optional.empty()
                : Optional.of(
                        new Problem(
                                Errors.UNSUPPORTED_ASSIGNOR,
                                "there is no assignor %s; there are %s"
                                        .formatted(name, String.join(", ", assignors))));
    }

    private static Optional<Problem> problemOfRegex(ConsumerGroupHeartbeatRequestData request) {
        if (request.subscribedTopicRegex() == null) {
            return Optional.empty();
        }
        try {
            Pattern.compile(request.subscribedTopicRegex());
            return Optional.empty();
        } catch (PatternSyntaxException e) {
            return Optional.of(
                    new Problem(
                            Errors.INVALID_REGULAR_EXPRESSION,
                            "expected a pattern in RE2's syntax: " + e.getDescription()));
        }
    }

    private static Optional<Problem> invalid(String what) {
        return Optional.of(new Problem(Errors.INVALID_REQUEST, what));
    }

    private static boolean isEmpty(@Nullable String said) {
        return said != null && said.isEmpty();
    }

    private static GroupCommand.OnGroup leave(
            ConsumerGroupHeartbeatRequestData request, ReplyTo<GroupReply> replyTo) {
        return new ConsumerLeave(
                replyTo,
                request.groupId(),
                request.memberId(),
                Optional.ofNullable(request.instanceId()),
                request.memberEpoch()
                        == ConsumerGroupHeartbeatRequest.LEAVE_GROUP_STATIC_MEMBER_EPOCH);
    }

    private GroupCommand.OnGroup heartbeat(
            Exchange exchange,
            ConsumerGroupHeartbeatRequestData request,
            String memberId,
            ReplyTo<GroupReply> replyTo) {
        return new ConsumerHeartbeat(
                replyTo,
                request.groupId(),
                memberId,
                request.memberEpoch(),
                new Client(
                        Optional.ofNullable(exchange.header().clientId()).orElse(""),
                        exchange.peer().host()),
                new Origin(exchange.peer().host(), exchange.peer().listener()),
                new ConsumerClaims(
                        Optional.ofNullable(request.instanceId()),
                        Optional.ofNullable(request.rackId()),
                        request.rebalanceTimeoutMs() == NOT_SAID
                                ? OptionalInt.empty()
                                : OptionalInt.of(request.rebalanceTimeoutMs()),
                        Optional.ofNullable(request.subscribedTopicNames()),
                        Optional.ofNullable(request.subscribedTopicRegex()),
                        Optional.ofNullable(request.serverAssignor()),
                        owned(request)),
                paces.of(request.groupId(), exchange.software()));
    }

    private static Optional<Partitions> owned(ConsumerGroupHeartbeatRequestData request) {
        if (request.topicPartitions() == null) {
            return Optional.empty();
        }
        Partitions.Builder owned = Partitions.builder();
        request.topicPartitions()
                .forEach(topic ->
                        topic.partitions().stream()
                                .filter(partition -> partition >= 0)
                                .forEach(partition ->
                                        owned.add(TopicIds.of(topic.topicId()), partition)));
        return Optional.of(owned.build());
    }

    private static ConsumerGroupHeartbeatResponseData response(
            ConsumerGroupHeartbeatRequestData request, String memberId, GroupReply reply) {
        return switch (reply) {
            case Rejected rejected ->
                    new ConsumerGroupHeartbeatResponseData()
                            .setErrorCode(ErrorMapping.of(rejected.reason()).code())
                            .setErrorMessage(ErrorText.of(rejected.detail()));
            case ConsumerLeft left ->
                    new ConsumerGroupHeartbeatResponseData()
                            .setMemberId(memberId)
                            .setMemberEpoch(request.memberEpoch());
            case ConsumerAccepted accepted ->
                    new ConsumerGroupHeartbeatResponseData()
                            .setMemberId(accepted.memberId())
                            .setMemberEpoch(accepted.memberEpoch())
                            .setHeartbeatIntervalMs(accepted.heartbeatIntervalMs())
                            .setAssignment(
                                    accepted.assignment()
                                            .map(ConsumerGroupHeartbeatHandler::assignment)
                                            .orElse(null));
            default -> throw new IllegalStateException("answered with " + reply);
        };
    }

    private static Assignment assignment(Partitions partitions) {
        List<TopicPartitions> topics = new ArrayList<>();
        for (var topic : partitions.topics()) {
            List<Integer> numbers = new ArrayList<>();
            for (int number : partitions.of(topic)) {
                numbers.add(number);
            }
            topics.add(
                    new TopicPartitions().setTopicId(TopicIds.uuid(topic)).setPartitions(numbers));
        }
        return new Assignment().setTopicPartitions(topics);
    }

    private static void refuse(Exchange exchange, Errors error, String what) {
        exchange.answer(
                new ConsumerGroupHeartbeatResponseData()
                        .setErrorCode(error.code())
                        .setErrorMessage(ErrorText.of(what)));
    }
}
