package dev.regroup.broker.api;

import dev.regroup.broker.assignment.ConsumerAssignments;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// SyncGroup v0-5. From v5 on the member must say which protocol it believes in (KIP-559).
public final class SyncGroupHandler implements Handler {
    private static final short FIRST_VERSION_WITH_PROTOCOL = 5;

    private final CataloguePublication catalogue;
    private final Requests requests;

    public SyncGroupHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.SYNC_GROUP;
    }

    @Override
    public void handle(Exchange exchange) {
        SyncGroupRequestData request = (SyncGroupRequestData) exchange.request().data();
        if (!exchange.permitsOnGroup(AclOperation.READ, request.groupId())) {
            exchange.refuse(Errors.GROUP_AUTHORIZATION_FAILED);
            return;
        }
        boolean protocolMissing = request.protocolType() == null || request.protocolName() == null;
        if (exchange.version() >= FIRST_VERSION_WITH_PROTOCOL && protocolMissing) {
            exchange.answer(
                    new SyncGroupResponseData()
                            .setErrorCode(Errors.INCONSISTENT_GROUP_PROTOCOL.code()));
            return;
        }
        ReplyTo<GroupReply> replyTo = reply -> exchange.answer(response(reply));
        Map<String, Bytes> assignments = new LinkedHashMap<>();
        for (SyncGroupRequestAssignment assignment : request.assignments()) {
            assignments.put(assignment.memberId(), Bytes.copyOf(assignment.assignment()));
        }
        requests.onGroupOf(
                exchange,
                new Sync(
                        replyTo,
                        request.groupId(),
                        request.generationId(),
                        request.memberId(),
                        Optional.ofNullable(request.groupInstanceId()),
                        Optional.ofNullable(request.protocolType()),
                        Optional.ofNullable(request.protocolName()),
                        assignments));
    }

    private SyncGroupResponseData response(GroupReply reply) {
        if (reply instanceof Rejected rejected) {
            return new SyncGroupResponseData()
                    .setErrorCode(ErrorMapping.of(rejected.reason()).code());
        }
        if (reply instanceof ConsumerSynced synced) {
            return new SyncGroupResponseData()
                    .setProtocolType("consumer")
                    .setProtocolName(synced.protocolName())
                    .setAssignment(
                            ConsumerAssignments.write(synced.assignment(), catalogue.view()));
        }
        Synced synced = (Synced) reply;
        return new SyncGroupResponseData()
                .setProtocolType(synced.protocolType())
                .setProtocolName(synced.protocolName())
                .setAssignment(synced.assignment().toArray());
    }
}
