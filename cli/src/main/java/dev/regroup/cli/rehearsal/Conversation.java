package dev.regroup.cli.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.OffsetFetchRequestData;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestGroup;
import org.apache.kafka.common.message.OffsetFetchRequestData.OffsetFetchRequestTopics;
import org.apache.kafka.common.message.OffsetFetchResponseData;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// What a producer and a consumer in a group say to a broker from their first word to their last.
///
/// Every answer is looked at: a cache made of failures would prepare the JVM for failing.
final class Conversation {
    private static final String TOPIC = "rehearsal";
    private static final String GROUP = "rehearsal";

    private static final int ATTEMPTS = 500;
    private static final int RETRY_BACKOFF_NS = 10_000_000;

    private final Peer peer;
    private Uuid topicId = Uuid.ZERO_UUID;

    Conversation(Peer peer) {
        this.peer = peer;
    }

    void produceAndConsume() throws IOException {
        introduce();
        awaitTopic();
        produce();
        consume();
    }

    void workInAGroup() throws IOException {
        awaitCoordinator();
        JoinGroupResponseData joined = join();
        sync(joined);
        heartbeat(joined);
        commit(joined);
        committed();
        leave(joined);
    }

    private void introduce() throws IOException {
        ApiVersionsRequestData request =
                new ApiVersionsRequestData()
                        .setClientSoftwareName("regroup-rehearsal")
                        .setClientSoftwareVersion("1");
        check("ApiVersions", peer.call(request, ApiVersionsResponseData.class).errorCode());
    }

    /// The topic is made by asking for it, and needs a moment.
    private void awaitTopic() throws IOException {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(TOPIC)));
        accepted(
                "Metadata",
                () -> {
                    MetadataResponseTopic topic =
                            peer.call(request, MetadataResponseData.class).topics().find(TOPIC);
                    topicId = topic.topicId();
                    return topic.errorCode();
                });
    }

    private void produce() throws IOException {
        InitProducerIdResponseData producer =
                peer.call(
                        new InitProducerIdRequestData()
                                .setTransactionalId(null)
                                .setTransactionTimeoutMs(60_000),
                        InitProducerIdResponseData.class);
        check("InitProducerId", producer.errorCode());
        TopicProduceData topic =
                new TopicProduceData()
                        .setTopicId(topicId)
                        .setPartitionData(
                                List.of(
                                        new PartitionProduceData()
                                                .setRecords(batch(producer.producerId()))));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(10_000);
        request.topicData().add(topic);
        check(
                "Produce",
                peer.call(request, ProduceResponseData.class)
                        .responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .getFirst()
                        .errorCode());
    }

    private static MemoryRecords batch(long producerId) {
        return MemoryRecords.withIdempotentRecords(
                Compression.NONE,
                producerId,
                (short) 0,
                0,
                new SimpleRecord("key".getBytes(UTF_8), "value".getBytes(UTF_8)));
    }

    private void consume() throws IOException {
        ListOffsetsRequestData earliest =
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName(TOPIC)
                                                .setPartitions(
                                                        List.of(
                                                                new ListOffsetsPartition()
                                                                        .setTimestamp(-2)))));
        check(
                "ListOffsets",
                peer.call(earliest, ListOffsetsResponseData.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
        FetchPartition partition = new FetchPartition().setPartitionMaxBytes(1 << 20);
        FetchRequestData fetch =
                new FetchRequestData()
                        .setMaxWaitMs(500)
                        .setMinBytes(1)
                        .setMaxBytes(1 << 20)
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopicId(topicId)
                                                .setPartitions(List.of(partition))));
        FetchResponseData fetched = peer.call(fetch, FetchResponseData.class);
        check("Fetch", fetched.errorCode());
        check("Fetch", fetched.responses().getFirst().partitions().getFirst().errorCode());
    }

    private void awaitCoordinator() throws IOException {
        FindCoordinatorRequestData find =
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of(GROUP));
        accepted(
                "FindCoordinator",
                () ->
                        peer.call(find, FindCoordinatorResponseData.class)
                                .coordinators()
                                .getFirst()
                                .errorCode());
    }

    private JoinGroupResponseData join() throws IOException {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range"));
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(GROUP)
                        .setSessionTimeoutMs(10_000)
                        .setRebalanceTimeoutMs(10_000)
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        // The first answer gives the member its id (KIP-394).
        request.setMemberId(peer.call(request, JoinGroupResponseData.class).memberId());
        JoinGroupResponseData joined = peer.call(request, JoinGroupResponseData.class);
        check("JoinGroup", joined.errorCode());
        return joined;
    }

    private void sync(JoinGroupResponseData joined) throws IOException {
        SyncGroupRequestData request =
                new SyncGroupRequestData()
                        .setGroupId(GROUP)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())));
        check("SyncGroup", peer.call(request, SyncGroupResponseData.class).errorCode());
    }

    private void heartbeat(JoinGroupResponseData joined) throws IOException {
        HeartbeatRequestData request =
                new HeartbeatRequestData()
                        .setGroupId(GROUP)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId());
        check("Heartbeat", peer.call(request, HeartbeatResponseData.class).errorCode());
    }

    private void commit(JoinGroupResponseData joined) throws IOException {
        OffsetCommitRequestData request =
                new OffsetCommitRequestData()
                        .setGroupId(GROUP)
                        .setGenerationIdOrMemberEpoch(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setTopics(
                                List.of(
                                        new OffsetCommitRequestTopic()
                                                .setTopicId(topicId)
                                                .setPartitions(
                                                        List.of(
                                                                new OffsetCommitRequestPartition()
                                                                        .setCommittedOffset(1)))));
        check(
                "OffsetCommit",
                peer.call(request, OffsetCommitResponseData.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst()
                        .errorCode());
    }

    private void committed() throws IOException {
        OffsetFetchRequestTopics topic =
                new OffsetFetchRequestTopics().setTopicId(topicId).setPartitionIndexes(List.of(0));
        OffsetFetchRequestData request =
                new OffsetFetchRequestData()
                        .setGroups(
                                List.of(
                                        new OffsetFetchRequestGroup()
                                                .setGroupId(GROUP)
                                                .setTopics(List.of(topic))));
        check(
                "OffsetFetch",
                peer.call(request, OffsetFetchResponseData.class).groups().getFirst().errorCode());
    }

    private void leave(JoinGroupResponseData joined) throws IOException {
        LeaveGroupRequestData request =
                new LeaveGroupRequestData()
                        .setGroupId(GROUP)
                        .setMembers(List.of(new MemberIdentity().setMemberId(joined.memberId())));
        check("LeaveGroup", peer.call(request, LeaveGroupResponseData.class).errorCode());
    }

    private interface Attempt {
        short errorCode() throws IOException;
    }

    /// Asks until the answer is no error, while a client would: topics and coordinators come about
    /// by being asked for.
    private static void accepted(String api, Attempt attempt) throws IOException {
        short errorCode = attempt.errorCode();
        for (int asked = 1; errorCode != 0 && asked < ATTEMPTS; asked++) {
            LockSupport.parkNanos(RETRY_BACKOFF_NS);
            errorCode = attempt.errorCode();
        }
        check(api, errorCode);
    }

    private static void check(String api, short errorCode) throws IOException {
        if (errorCode != 0) {
            throw new IOException("%s was answered with error %d".formatted(api, errorCode));
        }
    }
}
