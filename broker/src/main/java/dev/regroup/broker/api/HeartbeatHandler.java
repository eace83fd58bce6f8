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

/// Heartbeat v0-4.
public final class HeartbeatHandler implements Handler {
    private final Requests requests;

    public HeartbeatHandler(Requests requests) {
        this.requests = requests;
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
        requests.onGroupOf(
                exchange,
                new Heartbeat(
                        replyTo,
                        request.groupId(),
                        request.generationId(),
                        request.memberId(),
                        Optional.ofNullable(request.groupInstanceId())));
    }

    private static HeartbeatResponseData response(GroupReply reply) {
        HeartbeatResponseData response = new HeartbeatResponseData();
        return reply instanceof Rejected rejected
                ? response.setErrorCode(ErrorMapping.of(rejected.reason()).code())
                : response;
    }
}
