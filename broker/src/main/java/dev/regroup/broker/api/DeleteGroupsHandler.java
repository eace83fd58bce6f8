package dev.regroup.broker.api;

import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.LinkedHashSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteGroupsRequestData;
import org.apache.kafka.common.message.DeleteGroupsResponseData;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResult;
import org.apache.kafka.common.message.DeleteGroupsResponseData.DeletableGroupResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DeleteGroups v0-3 (KIP-229). The group id may be empty, since such a group can hold offsets.
public final class DeleteGroupsHandler implements Handler {
    private static final int OFFSETS_PER_COMMAND_MAX = 999;

    private final Requests requests;

    public DeleteGroupsHandler(Requests requests) {
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DELETE_GROUPS;
    }

    @Override
    public void handle(Exchange exchange) {
        DeleteGroupsRequestData request = (DeleteGroupsRequestData) exchange.request().data();
        DeletableGroupResultCollection results = new DeletableGroupResultCollection();
        Parts parts =
                new Parts(
                        () -> exchange.answer(new DeleteGroupsResponseData().setResults(results)));
        for (String groupId : new LinkedHashSet<>(request.groupsNames())) {
            DeletableGroupResult result = new DeletableGroupResult().setGroupId(groupId);
            results.add(result);
            if (!exchange.permitsOnGroup(AclOperation.DELETE, groupId)) {
                result.setErrorCode(Errors.GROUP_AUTHORIZATION_FAILED.code());
            } else {
                parts.expect();
                delete(result, parts);
            }
        }
        parts.noMore();
    }

    private void delete(DeletableGroupResult result, Parts parts) {
        ReplyTo<GroupReply> replyTo =
                reply -> {
                    if (reply instanceof Rejected rejected) {
                        result.setErrorCode(ErrorMapping.of(rejected.reason()).code())
                                .setErrorMessage(ErrorText.of(rejected.detail()));
                    }
                    parts.arrived();
                };
        requests.onGroup(new DeleteGroup(replyTo, result.groupId(), OFFSETS_PER_COMMAND_MAX));
    }
}
