package dev.regroup.broker;

import static dev.regroup.broker.Batches.idempotent;
import static dev.regroup.broker.Batches.only;
import static dev.regroup.broker.Batches.plain;
import static dev.regroup.broker.Batches.request;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProduceTest {
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
    void batches_takeOffsetsOneAfterTheOther() {
        assertEquals(0, produce(plain("a", "b", "c")).baseOffset());
        assertEquals(3, produce(plain("d")).baseOffset());
        assertEquals(4, produce(plain("e", "f")).baseOffset());
    }

    @Test
    void anotherPartition_countsForItself() {
        produce(plain("a", "b"));

        assertEquals(0, produce(request("t", 1, -1, plain("x"))).baseOffset());
    }

    @Test
    void theSameBatchAgain_isAnsweredWithItsFirstOffset() {
        produce(idempotent(7, 0, 0, "a", "b"));
        produce(idempotent(7, 0, 2, "c"));

        PartitionProduceResponse again = produce(idempotent(7, 0, 0, "a", "b"));

        assertError(Errors.NONE, again);
        assertEquals(0, again.baseOffset());
        assertEquals(3, produce(idempotent(7, 0, 3, "d")).baseOffset());
    }

    @Test
    void aSequenceNumberLeftOut_isRefusedAndChangesNothing() {
        produce(idempotent(7, 0, 0, "a"));

        assertError(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(idempotent(7, 0, 2, "c")));

        assertEquals(1, produce(idempotent(7, 0, 1, "b")).baseOffset());
    }

    @Test
    void aBatchOlderThanTheFiveRemembered_isRefused() {
        for (int sequence = 0; sequence < 6; sequence++) {
            produce(idempotent(7, 0, sequence, "v"));
        }

        assertError(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(idempotent(7, 0, 0, "v")));
        assertError(Errors.NONE, produce(idempotent(7, 0, 1, "v")));
    }

    @Test
    void aNewEpoch_startsAtZeroAndFencesTheOldOne() {
        produce(idempotent(7, 0, 0, "a"));

        assertError(Errors.OUT_OF_ORDER_SEQUENCE_NUMBER, produce(idempotent(7, 1, 1, "b")));
        assertError(Errors.NONE, produce(idempotent(7, 1, 0, "b")));
        assertError(Errors.INVALID_PRODUCER_EPOCH, produce(idempotent(7, 0, 1, "c")));
    }

    @Test
    void aProducerNotKnownHere_mayStartAnywhere() {
        assertError(Errors.NONE, produce(idempotent(9, 3, 100, "a")));
        assertError(Errors.NONE, produce(idempotent(9, 3, 101, "b")));
    }

    @Test
    void sequenceNumbers_goOnAtZeroAfterTheLargest() {
        produce(idempotent(7, 0, Integer.MAX_VALUE, "a"));

        assertError(Errors.NONE, produce(idempotent(7, 0, 0, "b")));
    }

    @Test
    void aTopicOrPartitionThatIsNotThere_isUnknown() {
        assertError(Errors.UNKNOWN_TOPIC_OR_PARTITION, produce(request("no", 0, -1, plain("a"))));
        assertError(Errors.UNKNOWN_TOPIC_OR_PARTITION, produce(request("t", 2, -1, plain("a"))));
        assertError(Errors.UNKNOWN_TOPIC_OR_PARTITION, produce(request("t", -1, -1, plain("a"))));
    }

    @Test
    void acksOfNeitherZeroNorOneNorAll_areRefused() {
        assertError(Errors.INVALID_REQUIRED_ACKS, produce(request("t", 0, 2, plain("a"))));
    }

    @Test
    void theOffsetsTopic_isWrittenByTheBrokerOnly() {
        broker.prepareGroups();

        assertError(
                Errors.INVALID_TOPIC_EXCEPTION,
                produce(request("__consumer_offsets", 0, -1, plain("a"))));
    }

    @Test
    void aFlippedBit_isFound() {
        MemoryRecords records = plain("value");
        ByteBuffer bytes = records.buffer();
        int last = bytes.limit() - 1;
        bytes.put(last, (byte) (bytes.get(last) ^ 1));

        assertError(Errors.CORRUPT_MESSAGE, produce(records));
    }

    @Test
    void twoBatchesForOnePartition_areRefused() {
        ByteBuffer one = plain("a").buffer();
        ByteBuffer two = ByteBuffer.allocate(2 * one.remaining());
        two.put(one.duplicate()).put(one.duplicate()).flip();

        assertError(Errors.INVALID_RECORD, produce(MemoryRecords.readableRecords(two)));
    }

    @Test
    void aBatchLargerThanAllowed_isRefused() {
        assertError(Errors.MESSAGE_TOO_LARGE, produce(plain("x".repeat(1_048_588))));
    }

    @Test
    void acksZero_getsNoAnswer() {
        client.send(Batches.VERSION, request("t", 0, 0, plain("a")));

        assertEquals(1, produce(plain("b")).baseOffset());
    }

    @Test
    void acksZeroThatFails_closesTheConnection() {
        client.send(Batches.VERSION, request("no", 0, 0, plain("a")));

        assertTrue(client.closedByBroker());
    }

    @Test
    void severalRequestsInFlight_areAnsweredInTheirOrder() {
        int[] ids = new int[50];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = client.send(Batches.VERSION, request("t", i % 2, -1, plain("v" + i)));
        }
        for (int i = 0; i < ids.length; i++) {
            ProduceResponseData answer =
                    client.receive(
                            ids[i], Batches.VERSION, ApiKeys.PRODUCE, ProduceResponseData.class);
            assertEquals(i / 2, only(answer).baseOffset());
        }
    }

    private PartitionProduceResponse produce(BaseRecords records) {
        return produce(request("t", 0, -1, records));
    }

    private PartitionProduceResponse produce(ProduceRequestData request) {
        return only(client.call(Batches.VERSION, request, ProduceResponseData.class));
    }

    private static void assertError(Errors expected, PartitionProduceResponse response) {
        assertEquals(expected, Errors.forCode(response.errorCode()), response.errorMessage());
    }
}
