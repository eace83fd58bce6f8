package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.offset.OffsetRetention;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.LeaveGroupRequestData;
import org.apache.kafka.common.message.LeaveGroupRequestData.MemberIdentity;
import org.apache.kafka.common.message.LeaveGroupResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.OffsetCommitRequestData;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestPartition;
import org.apache.kafka.common.message.OffsetCommitRequestData.OffsetCommitRequestTopic;
import org.apache.kafka.common.message.OffsetCommitResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Heartbeats whose answers are held, over a socket. Time is the ticker's: what has to wait for it
/// waits until a test moves it.
class HeldHeartbeatWireTest {
    private static final String JAVA = "apache-kafka-java";
    private static final String GROUP = "g";
    private static final int SESSION_MS = 1_800_000;
    private static final int HOLD_MS = 5_000;
    private static final long STEP_MS = 500;
    private static final long WITHIN_S = 20;

    /// Of the frame's small buffer, which is not enough for it.
    private static final int LARGE_BYTES = 4_000;

    private final ManualTicker ticker = new ManualTicker();
    private TestBroker broker;
    private WireClient client;
    private JoinGroupResponseData joined = new JoinGroupResponseData();

    @BeforeEach
    void start() {
        start(HOLD_MS, 64);
    }

    private void start(int holdMs, int inFlightMax) {
        Limits limits =
                new Limits(
                        1 << 20,
                        1 << 20,
                        1L << 30,
                        300_000,
                        0,
                        inFlightMax,
                        2,
                        1_000,
                        ConnectionLimits.DEFAULT);
        GroupConfig groups =
                new GroupConfig(
                        100,
                        SESSION_MS,
                        0,
                        Integer.MAX_VALUE,
                        4_096,
                        ConsumerConfig.DEFAULT,
                        new Departures(true, true, holdMs),
                        OffsetRetention.DEFAULT);
        broker =
                TestBroker.start(
                        new BrokerConfig(
                                1,
                                List.of(TestBroker.listener("PLAINTEXT", "127.0.0.1")),
                                TopicDefaults.DEFAULT,
                                limits,
                                groups,
                                StaticSettings.of(1, Map.of(), Map.of())),
                        ticker);
        broker.prepareGroups();
        broker.createTopic("t", 1);
        client = broker.connect();
    }

    private void restart(int holdMs, int inFlightMax) {
        stop();
        start(holdMs, inFlightMax);
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void aJavaConsumer_hearsOfARebalanceWithTheAnswerToItsLastHeartbeat() {
        join(JAVA);
        int heartbeat = sendHeartbeat();

        try (WireClient other = broker.connect()) {
            other.send(3, joinRequest());

            assertEquals(Errors.REBALANCE_IN_PROGRESS, receiveHeartbeat(heartbeat));
        }
    }

    @Test
    void aHeartbeat_isAnsweredWhenItsTimeIsOver() throws Exception {
        join(JAVA);

        int heartbeat = sendHeartbeat();

        long deadlineNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (!client.hasAnswer()) {
            assertTrue(System.nanoTime() < deadlineNs, "the heartbeat is still held");
            ticker.pass(STEP_MS);
            broker.groupControl().describe(GROUP);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
    }

    @Test
    void aCommit_isAnsweredAtOnce_andAfterTheHeartbeatBeforeIt() {
        join(JAVA);

        int heartbeat = sendHeartbeat();
        int commit = client.send(8, commitRequest(""));

        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
        assertEquals(Errors.NONE, receiveCommit(commit));
    }

    @Test
    void aRequestThatNoShardSees_isAnsweredAtOnceAsWell() {
        join(JAVA);

        int heartbeat = sendHeartbeat();
        int metadata = client.send(9, new MetadataRequestData());

        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
        client.receive(metadata, 9, ApiKeys.METADATA, MetadataResponseData.class);
    }

    @Test
    void aLargeRequest_isAnsweredAtOnceAsWell() {
        join(JAVA);

        int heartbeat = sendHeartbeat();
        int commit = client.send(8, commitRequest("m".repeat(LARGE_BYTES)));

        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
        assertEquals(Errors.NONE, receiveCommit(commit));
    }

    @Test
    void aConnectionThatMayHaveOneRequestInFlight_isNotHeldUp() {
        restart(HOLD_MS, 1);
        join(JAVA);

        for (int i = 0; i < 20; i++) {
            int first = sendHeartbeat();
            int second = sendHeartbeat();
            int commit = client.send(8, commitRequest(""));
            assertEquals(Errors.NONE, receiveHeartbeat(first));
            assertEquals(Errors.NONE, receiveHeartbeat(second));
            assertEquals(Errors.NONE, receiveCommit(commit));
        }
    }

    @Test
    void aMemberThatLeaves_isAnsweredWhatItAskedBefore() {
        join(JAVA);

        int heartbeat = sendHeartbeat();
        LeaveGroupRequestData request =
                new LeaveGroupRequestData()
                        .setGroupId(GROUP)
                        .setMembers(List.of(new MemberIdentity().setMemberId(joined.memberId())));
        int leave = client.send(5, request);

        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
        LeaveGroupResponseData left =
                client.receive(leave, 5, ApiKeys.LEAVE_GROUP, LeaveGroupResponseData.class);
        assertEquals(Errors.NONE.code(), left.errorCode());
    }

    @Test
    void aClientThatEndsItsSide_isAnswered() {
        join(JAVA);
        int heartbeat = sendHeartbeat();

        client.endOutput();

        assertEquals(Errors.NONE, receiveHeartbeat(heartbeat));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "librdkafka",
                "confluent-kafka-python",
                "confluent-kafka-go",
                "sarama",
                "kgo",
                "platformatic-kafka",
                "Apache-Kafka-Java",
                "something-else"
            })
    void otherClients_areAnsweredAtOnce(String software) {
        join(software);

        assertEquals(Errors.NONE, receiveHeartbeat(sendHeartbeat()));
    }

    @Test
    void aClientThatDoesNotSayWhatItIs_isAnsweredAtOnce() {
        joinNameless();

        assertEquals(Errors.NONE, receiveHeartbeat(sendHeartbeat()));
    }

    @Test
    void withoutTheDeparture_aJavaConsumerIsAnsweredAtOnce() {
        restart(0, 64);
        join(JAVA);

        assertEquals(Errors.NONE, receiveHeartbeat(sendHeartbeat()));
    }

    /// Introduces the client, and has it be the only member of the group.
    private void join(String software) {
        client.call(
                3,
                new ApiVersionsRequestData()
                        .setClientSoftwareName(software)
                        .setClientSoftwareVersion("1"),
                ApiVersionsResponseData.class);
        joinNameless();
    }

    private void joinNameless() {
        joined = client.call(3, joinRequest(), JoinGroupResponseData.class);
        assertEquals(Errors.NONE.code(), joined.errorCode());
        SyncGroupRequestData sync =
                new SyncGroupRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(joined.memberId())
                        .setGenerationId(joined.generationId());
        client.call(3, sync, SyncGroupResponseData.class);
    }

    private static JoinGroupRequestData joinRequest() {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        return new JoinGroupRequestData()
                .setGroupId(GROUP)
                .setSessionTimeoutMs(SESSION_MS)
                .setRebalanceTimeoutMs(SESSION_MS)
                .setProtocolType("consumer")
                .setProtocols(protocols);
    }

    private int sendHeartbeat() {
        HeartbeatRequestData request =
                new HeartbeatRequestData()
                        .setGroupId(GROUP)
                        .setMemberId(joined.memberId())
                        .setGenerationId(joined.generationId());
        return client.send(3, request);
    }

    private Errors receiveHeartbeat(int correlationId) {
        return Errors.forCode(
                client.receive(correlationId, 3, ApiKeys.HEARTBEAT, HeartbeatResponseData.class)
                        .errorCode());
    }

    private OffsetCommitRequestData commitRequest(String metadata) {
        return new OffsetCommitRequestData()
                .setGroupId(GROUP)
                .setMemberId(joined.memberId())
                .setGenerationIdOrMemberEpoch(joined.generationId())
                .setTopics(
                        List.of(
                                new OffsetCommitRequestTopic()
                                        .setName("t")
                                        .setPartitions(
                                                List.of(
                                                        new OffsetCommitRequestPartition()
                                                                .setCommittedOffset(7)
                                                                .setCommittedMetadata(metadata)))));
    }

    private Errors receiveCommit(int correlationId) {
        OffsetCommitResponseData answer =
                client.receive(
                        correlationId, 8, ApiKeys.OFFSET_COMMIT, OffsetCommitResponseData.class);
        return Errors.forCode(answer.topics().getFirst().partitions().getFirst().errorCode());
    }
}
