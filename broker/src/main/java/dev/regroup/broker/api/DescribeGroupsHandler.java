package dev.regroup.broker.api;

import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.Describe;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Described;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupState;
import java.util.List;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroup;
import org.apache.kafka.common.message.DescribeGroupsResponseData.DescribedGroupMember;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DescribeGroups v0-6. A group that does not exist is `Dead`; from v6 on it is an error besides
/// (KIP-1043).
public final class DescribeGroupsHandler implements Handler {
    private static final short FIRST_VERSION_WITH_NOT_FOUND = 6;

    private final Requests requests;

    public DescribeGroupsHandler(Requests requests) {
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_GROUPS;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeGroupsRequestData request = (DescribeGroupsRequestData) exchange.request().data();
        List<DescribedGroup> groups =
                request.groups().stream()
                        .map(groupId -> new DescribedGroup().setGroupId(groupId))
                        .toList();
        DescribeGroupsResponseData response = new DescribeGroupsResponseData().setGroups(groups);
        Parts parts = new Parts(() -> exchange.answer(response));
        for (DescribedGroup group : groups) {
            if (!exchange.permitsOnGroup(AclOperation.DESCRIBE, group.groupId())) {
                group.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
                continue;
            }
            parts.expect();
            ReplyTo<GroupReply> replyTo =
                    reply -> {
                        fill(group, exchange.version(), reply);
                        if (request.includeAuthorizedOperations() && hasNoError(group)) {
                            group.setAuthorizedOperations(
                                    AuthorizedOperations.onGroup(exchange, group.groupId()));
                        }
                        parts.arrived();
                    };
            requests.onGroup(new Describe(replyTo, group.groupId()));
        }
        parts.noMore();
    }

    private static boolean hasNoError(DescribedGroup group) {
        return group.errorCode() == Errors.NONE.code();
    }

    private static void fill(DescribedGroup group, short version, GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            boolean notFound = rejected.reason() == Reason.GROUP_ID_NOT_FOUND;
            if (notFound) {
                group.setGroupState(GroupState.DEAD.wireName());
            }
            if (!notFound || version >= FIRST_VERSION_WITH_NOT_FOUND) {
                group.setErrorCode(ErrorMapping.of(rejected.reason()).code())
                        .setErrorMessage(ErrorText.of(rejected.detail()));
            }
            return;
        }
        Described described = (Described) reply;
        group.setGroupState(described.state().wireName())
                .setProtocolType(described.protocolType())
                .setProtocolData(described.protocolName())
                .setMembers(
                        described.members().stream()
                                .map(member ->
                                        new DescribedGroupMember()
                                                .setMemberId(member.memberId())
                                                .setGroupInstanceId(
                                                        member.groupInstanceId().orElse(null))
                                                .setClientId(member.clientId())
                                                .setClientHost(member.clientHost())
                                                .setMemberMetadata(member.metadata().toArray())
                                                .setMemberAssignment(member.assignment().toArray()))
                                .toList());
    }
}
