package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchRequestData.ForgottenTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Fetch sessions over a socket: KIP-227.
class FetchSessionWireTest {
    private static final int VERSION = 18;

    private TestBroker broker;
    private WireClient client;
    private Uuid topicId = Uuid.ZERO_UUID;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        topicId = broker.createTopic("t", 3);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void anAnswerWithinASession_tellsOnlyWhatChanged() {
        FetchResponseData full = fetch(request(0, 0, 0, 1, 2));
        assertNotEquals(0, full.sessionId());
        assertEquals(List.of(0, 1, 2), partitions(full));

        assertEquals(List.of(), partitions(fetch(request(full.sessionId(), 1))));
        produce(1);
        FetchResponseData changed = fetch(request(full.sessionId(), 2));

        assertEquals(full.sessionId(), changed.sessionId());
        assertEquals(List.of(1), partitions(changed));
    }

    @Test
    void aPartitionThatIsForgotten_isNotToldOf() {
        int session = fetch(request(0, 0, 0, 1)).sessionId();
        FetchRequestData forgetting = request(session, 1);
        forgetting
                .forgottenTopicsData()
                .add(new ForgottenTopic().setTopicId(topicId).setPartitions(List.of(1)));
        fetch(forgetting);
        produce(1);

        assertEquals(List.of(), partitions(fetch(request(session, 2))));
    }

    @Test
    void aTopicDeletedWithinASession_isToldAsUnknown() {
        int session = fetch(request(0, 0, 0)).sessionId();
        broker.deleteTopic("t");

        FetchResponseData answer = fetch(request(session, 1));

        assertEquals(
                Errors.UNKNOWN_TOPIC_ID.code(),
                answer.responses().getFirst().partitions().getFirst().errorCode());
    }

    @Test
    void theErrorsOfSessions_standAlone() {
        int session = fetch(request(0, 0, 0)).sessionId();

        FetchResponseData wrongEpoch = fetch(request(session, 5));
        assertEquals(Errors.INVALID_FETCH_SESSION_EPOCH.code(), wrongEpoch.errorCode());
        assertEquals(List.of(), partitions(wrongEpoch));
        FetchRequestData byName = request(session, 1);
        assertEquals(
                Errors.FETCH_SESSION_TOPIC_ID_ERROR.code(),
                client.call(12, byName, FetchResponseData.class).errorCode());
        assertEquals(Errors.FETCH_SESSION_ID_NOT_FOUND.code(), fetch(request(1, 1)).errorCode());
    }

    @Test
    void aFetchOfNothing_endsTheSession_andDoesNotWait() {
        int session = fetch(request(0, 0, 0)).sessionId();
        FetchRequestData last = request(session, -1).setMinBytes(1).setMaxWaitMs(Integer.MAX_VALUE);

        FetchResponseData answer = fetch(last);

        assertEquals(0, answer.sessionId());
        assertEquals(
                Errors.FETCH_SESSION_ID_NOT_FOUND.code(), fetch(request(session, 1)).errorCode());
    }

    @Test
    void versionsWithoutSessions_getNone() {
        FetchRequestData request = request(0, -1);
        request.topics()
                .add(
                        new FetchTopic()
                                .setTopic("t")
                                .setPartitions(
                                        List.of(
                                                new FetchPartition()
                                                        .setPartition(0)
                                                        .setPartitionMaxBytes(100))));

        assertEquals(0, client.call(6, request, FetchResponseData.class).sessionId());
    }

    private FetchRequestData request(int sessionId, int epoch, int... partitions) {
        FetchRequestData request =
                new FetchRequestData()
                        .setSessionId(sessionId)
                        .setSessionEpoch(epoch)
                        .setMaxBytes(1 << 20)
                        .setMinBytes(0);
        if (partitions.length > 0) {
            request.topics()
                    .add(
                            new FetchTopic()
                                    .setTopicId(topicId)
                                    .setPartitions(
                                            IntStream.of(partitions)
                                                    .mapToObj(partition ->
                                                            new FetchPartition()
                                                                    .setPartition(partition)
                                                                    .setPartitionMaxBytes(1 << 20))
                                                    .toList()));
        }
        return request;
    }

    private FetchResponseData fetch(FetchRequestData request) {
        return client.call(VERSION, request, FetchResponseData.class);
    }

    private void produce(int partition) {
        client.call(
                Batches.VERSION,
                Batches.request("t", partition, -1, Batches.plain("v")),
                ProduceResponseData.class);
    }

    private static List<Integer> partitions(FetchResponseData answer) {
        List<Integer> partitions = new ArrayList<>();
        answer.responses()
                .forEach(topic ->
                        topic.partitions().forEach(one -> partitions.add(one.partitionIndex())));
        return partitions;
    }
}
