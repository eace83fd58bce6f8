package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.ConsumerProtocolSubscription;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.protocol.MessageUtil;
import org.jspecify.annotations.Nullable;

/// A classic member of one group, on a connection of its own: makes requests as it would, to be
/// sent as they are or changed.
final class WireMember implements AutoCloseable {
    static final int JOIN = 9;
    static final int SYNC = 5;
    static final int HEARTBEAT = 4;
    static final int LEAVE = 5;
    static final int COMMIT = 9;

    private final TestBroker broker;
    final WireClient client;
    final String groupId;
    private final List<WireMember> others = new ArrayList<>();
    private String type = "consumer";
    private String topic = "t";
    private @Nullable String instanceId;
    String id = "";
    int generation = -1;

    WireMember(TestBroker broker, String groupId) {
        this.broker = broker;
        this.client = broker.connect();
        this.groupId = groupId;
    }

    /// Another one of the same group; closed with this one.
    WireMember another() {
        WireMember other = new WireMember(broker, groupId);
        others.add(other);
        return other;
    }

    WireMember subscribing(String topicName) {
        topic = topicName;
        return this;
    }

    WireMember of(String protocolType) {
        type = protocolType;
        return this;
    }

    WireMember withInstance(String groupInstanceId) {
        instanceId = groupInstanceId;
        return this;
    }

    <R extends ApiMessage> R call(int version, ApiMessage request, Class<R> answer) {
        return client.call(version, request, answer);
    }

    JoinGroupRequestData joining() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(
                new JoinGroupRequestProtocol()
                        .setName("range")
                        .setMetadata(
                                MessageUtil.toVersionPrefixedBytes(
                                        (short) 1,
                                        new ConsumerProtocolSubscription()
                                                .setTopics(List.of(topic)))));
        return new JoinGroupRequestData()
                .setGroupId(groupId)
                .setSessionTimeoutMs(30_000)
                .setRebalanceTimeoutMs(30_000)
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setProtocolType(type)
                .setProtocols(protocols);
    }

    /// Is told its id, if it is to be.
    WireMember identified() {
        JoinGroupResponseData required = call(JOIN, joining(), JoinGroupResponseData.class);
        assertEquals(Errors.MEMBER_ID_REQUIRED, Errors.forCode(required.errorCode()));
        id = required.memberId();
        return this;
    }

    /// Joins and waits until it has.
    WireMember joined() {
        if (id.isEmpty() && instanceId == null) {
            identified();
        }
        JoinGroupResponseData joined = call(JOIN, joining(), JoinGroupResponseData.class);
        assertEquals(Errors.NONE, Errors.forCode(joined.errorCode()));
        id = joined.memberId();
        generation = joined.generationId();
        return this;
    }

    /// Joins, leads and assigns itself something.
    WireMember stable() {
        joined();
        SyncGroupRequestData request =
                syncing()
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(id)
                                                .setAssignment(new byte[] {1})));
        SyncGroupResponseData synced = call(SYNC, request, SyncGroupResponseData.class);
        assertEquals(Errors.NONE, Errors.forCode(synced.errorCode()));
        return this;
    }

    SyncGroupRequestData syncing() {
        return new SyncGroupRequestData()
                .setGroupId(groupId)
                .setGenerationId(generation)
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setProtocolType(type)
                .setProtocolName("range");
    }

    HeartbeatRequestData beating() {
        return new HeartbeatRequestData()
                .setGroupId(groupId)
                .setGenerationId(generation)
                .setMemberId(id)
                .setGroupInstanceId(instanceId);
    }

    LeaveGroupRequestData leaving() {
        return new LeaveGroupRequestData()
                .setGroupId(groupId)
                .setMembers(
                        List.of(
                                new MemberIdentity()
                                        .setMemberId(id)
                                        .setGroupInstanceId(instanceId)));
    }

    /// Commits 5 for the first partition of `topic`.
    OffsetCommitRequestData committing(String topic) {
        return new OffsetCommitRequestData()
                .setGroupId(groupId)
                .setGenerationIdOrMemberEpoch(generation)
                .setMemberId(id)
                .setGroupInstanceId(instanceId)
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName(topic)
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestPartition()
                                                                .setPartitionIndex(0)
                                                                .setCommittedOffset(5)))));
    }

    @Override
    public void close() {
        others.forEach(WireMember::close);
        client.close();
    }
}
