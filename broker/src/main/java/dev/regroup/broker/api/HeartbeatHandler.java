package dev.regroup.broker.api;

import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// Heartbeat v0-4. Clients that bear it may be answered late.
public final class HeartbeatHandler implements Handler {
    private final Requests requests;
    private final HeartbeatHolds holds;

    public HeartbeatHandler(Requests requests, HeartbeatHolds holds) {
        this.requests = requests;
        this.holds = holds;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.HEARTBEAT;
    }

    @Override
    public void handle(Exchange exchange) {
        HeartbeatRequestData request = (HeartbeatRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            exchange.refuse(Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        ReplyTo<GroupReply> replyTo = reply -> exchange.answer(response(reply));
        int holdMsMax = holds.holdMsMax(exchange.software());
        Heartbeat heartbeat =
                new Heartbeat(
                        replyTo,
                        request.groupId(),
                        request.generationId(),
                        request.memberId(),
                        Optional.ofNullable(request.groupInstanceId()),
                        holdMsMax);
        if (holdMsMax > 0) {
            requests.onGroupPatiently(exchange, heartbeat);
        } else {
            requests.onGroupOf(exchange, heartbeat);
        }
    }

    private static HeartbeatResponseData response(GroupReply reply) {
        HeartbeatResponseData response = new HeartbeatResponseData();
        return reply instanceof Rejected rejected
                ? response.setErrorCode(ErrorMapping.of(rejected.reason()).code())
                : response;
    }
}
