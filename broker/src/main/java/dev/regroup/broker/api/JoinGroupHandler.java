package dev.regroup.broker.api;

import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerSubscription;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.JoinGroupResponseData.JoinGroupResponseMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.JoinGroupRequest;
import org.jspecify.annotations.Nullable;

/// JoinGroup v0-9.
public final class JoinGroupHandler implements Handler {
    private static final short FIRST_VERSION_WITH_REBALANCE_TIMEOUT = 1;
    private static final short FIRST_VERSION_THAT_KNOWS_REQUIRED_IDS = 4;
    private static final short FIRST_VERSION_WITH_NULLABLE_PROTOCOL = 7;
    private static final short FIRST_VERSION_WITH_SKIPPED_ASSIGNMENT = 9;

    /// The protocol type of consumers, whose metadata is in a form that brokers may read.
    private static final String CONSUMER = "consumer";

    private final CataloguePublication catalogue;
    private final Requests requests;

    public JoinGroupHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.JOIN_GROUP;
    }

    @Override
    public void handle(Exchange exchange) {
        JoinGroupRequestData request = (JoinGroupRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            exchange.refuse(Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        ReplyTo<GroupReply> replyTo = reply -> exchange.answer(response(exchange, reply));
        requests.onGroupOf(exchange, join(exchange, request, replyTo));
    }

    private Join join(
            Exchange exchange, JoinGroupRequestData request, ReplyTo<GroupReply> replyTo) {
        short version = exchange.version();
        Optional<String> instanceId = Optional.ofNullable(request.groupInstanceId());
        String clientId = Optional.ofNullable(exchange.header().clientId()).orElse("");
        return new Join(
                replyTo,
                request.groupId(),
                request.memberId(),
                instanceId,
                instanceId.orElse(clientId) + "-" + UUID.randomUUID(),
                new Client(clientId, exchange.peer().host()),
                request.sessionTimeoutMs(),
                version >= FIRST_VERSION_WITH_REBALANCE_TIMEOUT
                        ? request.rebalanceTimeoutMs()
                        : request.sessionTimeoutMs(),
                request.protocolType(),
                request.protocols().stream()
                        .map(protocol ->
                                new Protocol(protocol.name(), Bytes.copyOf(protocol.metadata())))
                        .toList(),
                subscription(request),
                new JoinRules(
                        version >= FIRST_VERSION_THAT_KNOWS_REQUIRED_IDS,
                        version >= FIRST_VERSION_WITH_SKIPPED_ASSIGNMENT),
                Optional.ofNullable(request.reason()).orElse(""));
    }

    /// That of the strategy which the member prefers: the topics are the same in all.
    private Optional<ConsumerSubscription> subscription(JoinGroupRequestData request) {
        return request.protocolType().equals(CONSUMER) && !request.protocols().isEmpty()
                ? ConsumerSubscriptions.read(
                        request.protocols().iterator().next().metadata(), catalogue.view())
                : Optional.empty();
    }

    private static JoinGroupResponseData response(Exchange exchange, GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            return new JoinGroupResponseData()
                    .setErrorCode(ErrorMapping.of(rejected.reason()).code())
                    .setGenerationId(JoinGroupRequest.UNKNOWN_GENERATION_ID)
                    .setMemberId(rejected.memberId())
                    .setProtocolName(noProtocol(exchange.version()));
        }
        Joined joined = (Joined) reply;
        return new JoinGroupResponseData()
                .setGenerationId(joined.generationId())
                .setProtocolType(joined.protocolType())
                .setProtocolName(joined.protocolName())
                .setLeader(joined.leaderId())
                .setMemberId(joined.memberId())
                .setSkipAssignment(joined.skipAssignment())
                .setMembers(members(joined));
    }

    /// "None" is null where the version has one, else an empty name.
    private static @Nullable String noProtocol(short version) {
        return version >= FIRST_VERSION_WITH_NULLABLE_PROTOCOL ? null : "";
    }

    private static List<JoinGroupResponseMember> members(Joined joined) {
        return joined.members().stream()
                .map(member ->
                        new JoinGroupResponseMember()
                                .setMemberId(member.memberId())
                                .setGroupInstanceId(member.groupInstanceId().orElse(null))
                                .setMetadata(member.metadata().toArray()))
                .toList();
    }
}
