package dev.regroup.broker;

import static dev.regroup.broker.Batches.plain;
import static dev.regroup.broker.Batches.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.message.ListOffsetsRequestData;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsPartition;
import org.apache.kafka.common.message.ListOffsetsRequestData.ListOffsetsTopic;
import org.apache.kafka.common.message.ListOffsetsResponseData;
import org.apache.kafka.common.message.ListOffsetsResponseData.ListOffsetsPartitionResponse;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FetchTest {
    /// The last version that names topics, so that a test can name one that does not exist.
    private static final int VERSION = 12;

    private static final int LONG_WAIT_MS = 15_000;

    private TestBroker broker;
    private WireClient client;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        broker.createTopic("t", 2);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @Test
    void whatWasProduced_isReadFromAnyOffsetInWholeBatches() {
        produce("a", "b");
        produce("c");

        assertEquals(List.of("0 a", "1 b", "2 c"), records(fetch(0)));
        assertEquals(List.of("0 a", "1 b", "2 c"), records(fetch(1)));
        assertEquals(List.of("2 c"), records(fetch(2)));
        assertEquals(List.of(), records(fetch(3)));
        assertEquals(3, fetch(0).highWatermark());
        assertEquals(3, fetch(0).lastStableOffset());
    }

    @Test
    void anOffsetOutsideTheLog_isOutOfRange() {
        produce("a");

        assertError(Errors.OFFSET_OUT_OF_RANGE, fetch(2));
        assertError(Errors.OFFSET_OUT_OF_RANGE, fetch(-1));
    }

    @Test
    void aTopicOrPartitionThatIsNotThere_isUnknown() {
        assertError(Errors.UNKNOWN_TOPIC_OR_PARTITION, fetch(wanted("no", 0, 0)));
        assertError(Errors.UNKNOWN_TOPIC_OR_PARTITION, fetch(wanted("t", 5, 0)));
    }

    @Test
    void anotherLeaderEpoch_isFencedOrUnknown() {
        FetchRequestData older = wanted("t", 0, 0);
        older.topics().getFirst().partitions().getFirst().setCurrentLeaderEpoch(0);
        FetchRequestData newer = wanted("t", 0, 0);
        newer.topics().getFirst().partitions().getFirst().setCurrentLeaderEpoch(1_000);

        assertError(Errors.FENCED_LEADER_EPOCH, fetch(older));
        assertError(Errors.UNKNOWN_LEADER_EPOCH, fetch(newer));
    }

    @Test
    void aSessionThatIsNotThere_isNotFound_andNobodyIsGivenOneUnasked() {
        FetchRequestData request = wanted("t", 0, 0).setSessionId(7).setSessionEpoch(1);

        FetchResponseData answer = client.call(VERSION, request, FetchResponseData.class);

        assertEquals(Errors.FETCH_SESSION_ID_NOT_FOUND.code(), answer.errorCode());
        assertEquals(
                0, client.call(VERSION, wanted("t", 0, 0), FetchResponseData.class).sessionId());
    }

    @Test
    void aBatchLargerThanTheLimit_isReturnedAllTheSame() {
        produce("x".repeat(10_000));
        produce("y");
        FetchRequestData request = wanted("t", 0, 0).setMaxBytes(100);
        request.topics().getFirst().partitions().getFirst().setPartitionMaxBytes(100);

        assertEquals(1, records(fetch(request)).size());
    }

    @Test
    void aFetchThatWaits_isAnsweredAsSoonAsThereIsSomething() {
        int waiting = client.send(VERSION, wanted("t", 0, 0).setMaxWaitMs(LONG_WAIT_MS));
        try (WireClient other = broker.connect()) {
            other.call(
                    Batches.VERSION, request("t", 0, -1, plain("news")), ProduceResponseData.class);
        }

        FetchResponseData answer =
                client.receive(waiting, VERSION, ApiKeys.FETCH, FetchResponseData.class);

        assertEquals(List.of("0 news"), records(only(answer)));
    }

    @Test
    void aFetchThatWaitsForMoreBytes_isAnsweredWithWhatThereIsInTheEnd() {
        produce("a");
        FetchRequestData request = wanted("t", 0, 0).setMinBytes(1_000_000).setMaxWaitMs(50);

        assertEquals(List.of("0 a"), records(fetch(request)));
    }

    @Test
    void whateverFollowsAWaitingFetch_isAnsweredAfterIt() {
        int fetch = client.send(VERSION, wanted("t", 0, 0).setMaxWaitMs(LONG_WAIT_MS));
        int produce = client.send(Batches.VERSION, request("t", 0, -1, plain("a")));

        FetchResponseData first =
                client.receive(fetch, VERSION, ApiKeys.FETCH, FetchResponseData.class);
        ProduceResponseData second =
                client.receive(
                        produce, Batches.VERSION, ApiKeys.PRODUCE, ProduceResponseData.class);

        assertEquals(List.of("0 a"), records(only(first)));
        assertEquals(0, Batches.only(second).baseOffset());
    }

    @Test
    void offsets_areListedByKindAndByTime() {
        produce("a", "b");
        produce("c");

        assertEquals(0, offset(-2));
        assertEquals(3, offset(-1));
        assertEquals(0, offset(-4));
        assertEquals(-1, offset(-5));
        assertEquals(0, offset(-3));
        assertEquals(0, offset(1_000));
        assertEquals(-1, offset(1_001));
    }

    private void produce(String... values) {
        client.call(Batches.VERSION, request("t", 0, -1, plain(values)), ProduceResponseData.class);
    }

    private long offset(long timestamp) {
        ListOffsetsRequestData request =
                new ListOffsetsRequestData()
                        .setReplicaId(-1)
                        .setTopics(
                                List.of(
                                        new ListOffsetsTopic()
                                                .setName("t")
                                                .setPartitions(
                                                        List.of(
                                                                new ListOffsetsPartition()
                                                                        .setTimestamp(
                                                                                timestamp)))));
        ListOffsetsPartitionResponse answer =
                client.call(9, request, ListOffsetsResponseData.class)
                        .topics()
                        .getFirst()
                        .partitions()
                        .getFirst();
        assertEquals(Errors.NONE.code(), answer.errorCode());
        return answer.offset();
    }

    private PartitionData fetch(long offset) {
        return fetch(wanted("t", 0, offset));
    }

    private PartitionData fetch(FetchRequestData request) {
        return only(client.call(VERSION, request, FetchResponseData.class));
    }

    private static PartitionData only(FetchResponseData answer) {
        return answer.responses().getFirst().partitions().getFirst();
    }

    private static FetchRequestData wanted(String topic, int partition, long offset) {
        return new FetchRequestData()
                .setMinBytes(1)
                .setMaxBytes(1 << 20)
                .setTopics(
                        List.of(
                                new FetchTopic()
                                        .setTopic(topic)
                                        .setPartitions(
                                                List.of(
                                                        new FetchPartition()
                                                                .setPartition(partition)
                                                                .setFetchOffset(offset)
                                                                .setPartitionMaxBytes(1 << 20)))));
    }

    private static List<String> records(PartitionData data) {
        assertError(Errors.NONE, data);
        assertTrue(data.records() instanceof MemoryRecords);
        ByteBuffer bytes = ((MemoryRecords) data.records()).buffer();
        List<String> records = new ArrayList<>();
        for (Record record : MemoryRecords.readableRecords(bytes).records()) {
            records.add(record.offset() + " " + Utils.utf8(record.value()));
        }
        return records;
    }

    private static void assertError(Errors expected, PartitionData data) {
        assertEquals(expected, Errors.forCode(data.errorCode()));
    }
}
