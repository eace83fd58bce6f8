package dev.regroup.broker.api;

import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.Leave;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.LeaverResult;
import dev.regroup.coordinator.group.GroupReply.Left;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupResponseData.MemberResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// LeaveGroup v0-5; several members at once from v3 on (KIP-345).
public final class LeaveGroupHandler implements Handler {
    private static final short FIRST_BATCHED_VERSION = 3;

    private final Requests requests;

    public LeaveGroupHandler(Requests requests) {
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.LEAVE_GROUP;
    }

    @Override
    public void handle(Exchange exchange) {
        LeaveGroupRequestData request = (LeaveGroupRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            exchange.refuse(Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        boolean batched = exchange.version() >= FIRST_BATCHED_VERSION;
        List<Leaver> leavers =
                batched
                        ? request.members().stream()
                                .map(member ->
                                        new Leaver(
                                                member.memberId(),
                                                Optional.ofNullable(member.groupInstanceId()),
                                                Optional.ofNullable(member.reason()).orElse("")))
                                .toList()
                        : List.of(new Leaver(request.memberId(), Optional.empty(), ""));
        ReplyTo<GroupReply> replyTo =
                reply -> exchange.answer(batched ? batched(reply) : single(reply));
        requests.onGroup(new Leave(replyTo, request.groupId(), leavers));
    }

    private static LeaveGroupResponseData single(GroupReply reply) {
        Errors error =
                reply instanceof Left left
                        ? error(left.results().getFirst())
                        : ErrorMapping.of(((Rejected) reply).reason());
        return new LeaveGroupResponseData().setErrorCode(error.code());
    }

    private static LeaveGroupResponseData batched(GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            return new LeaveGroupResponseData()
                    .setErrorCode(ErrorMapping.of(rejected.reason()).code());
        }
        return new LeaveGroupResponseData()
                .setMembers(
                        ((Left) reply)
                                .results().stream()
                                        .map(result ->
                                                new MemberResponse()
                                                        .setMemberId(result.memberId())
                                                        .setGroupInstanceId(
                                                                result.groupInstanceId()
                                                                        .orElse(null))
                                                        .setErrorCode(error(result).code()))
                                        .toList());
    }

    private static Errors error(LeaverResult result) {
        return result.rejection().map(ErrorMapping::of).orElse(Errors.NONE);
    }
}
