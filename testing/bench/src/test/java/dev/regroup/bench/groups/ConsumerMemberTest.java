package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.Assignment;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData.TopicPartitions;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

class ConsumerMemberTest {
    private static final Uuid TOPIC_ID = new Uuid(1, 1);
    private static final int INTERVAL_MS = 5_000;

    private final ScriptedBroker broker = new ScriptedBroker();
    private final ConsumerMember member =
            new ConsumerMember(
                    broker.voice(), new Subscription("g", "work", 5), TOPIC_ID, new Uuid(2, 2));

    @Test
    void joining_saysEverythingOnce() {
        member.join();

        ConsumerGroupHeartbeatRequestData request = request();
        assertEquals(0, request.memberEpoch());
        assertEquals(List.of("work"), request.subscribedTopicNames());
        assertEquals(List.of(), request.topicPartitions());
        assertEquals(-1, member.epoch());
    }

    @Test
    void whatIsGiven_isOwned_andAcknowledgedAtOnce() {
        member.join();

        broker.answer(answer(1).setAssignment(assignment(0, 3)));

        assertEquals(set(0, 3), member.owned());
        assertEquals(1, member.epoch());
        assertEquals(1, request().memberEpoch());
        assertEquals(TOPIC_ID, request().topicPartitions().getFirst().topicId());
        assertEquals(List.of(0, 3), request().topicPartitions().getFirst().partitions());
    }

    @Test
    void whatIsTaken_isGivenUp_andSaidAtOnce() {
        settle(1, 0, 3);
        broker.pass(INTERVAL_MS);

        broker.answer(answer(1).setAssignment(assignment(3)));

        assertEquals(set(3), member.owned());
        assertEquals(List.of(3), request().topicPartitions().getFirst().partitions());
    }

    @Test
    void itsLastPartitionTaken_isSaidToo() {
        settle(1, 0);
        broker.pass(INTERVAL_MS);

        broker.answer(answer(1).setAssignment(new Assignment()));

        assertTrue(member.owned().isEmpty());
        assertEquals(List.of(), request().topicPartitions());
    }

    @Test
    void itBeats_atTheIntervalOfEachAnswer() {
        settle(1, 0);
        broker.pass(INTERVAL_MS - 1);
        broker.mustHaveHeardNothing();
        broker.pass(1);

        broker.answer(answer(2).setHeartbeatIntervalMs(200));
        assertEquals(2, member.epoch());
        assertEquals(200, member.heartbeatIntervalMs());
        broker.pass(200);

        assertEquals(2, request().memberEpoch());
        assertNull(request().topicPartitions());
    }

    @Test
    void aFencedMember_ownsNothing_andJoinsWithTheSameId() {
        settle(4, 0);
        broker.pass(INTERVAL_MS);

        broker.answer(error(Errors.FENCED_MEMBER_EPOCH));

        assertTrue(member.owned().isEmpty());
        assertEquals(-1, member.epoch());
        assertEquals(0, request().memberEpoch());
        assertEquals(new Uuid(2, 2).toString(), request().memberId());
    }

    @Test
    void aCoordinatorThatMoves_isAskedTheSameAgain() {
        member.join();
        broker.answer(answer(1).setAssignment(assignment(0, 3)));

        broker.answer(error(Errors.NOT_COORDINATOR));
        broker.mustHaveHeardNothing();
        broker.pass(100);

        assertEquals(1, request().memberEpoch());
        assertEquals(List.of(0, 3), request().topicPartitions().getFirst().partitions());
    }

    @Test
    void anErrorThatNoClientBears_endsTheMeasurement() {
        member.join();

        assertThrows(
                IllegalStateException.class,
                () -> broker.answer(error(Errors.UNSUPPORTED_ASSIGNOR)));
    }

    private void settle(int epoch, int... partitions) {
        member.join();
        broker.answer(answer(epoch).setAssignment(assignment(partitions)));
        broker.answer(answer(epoch));
    }

    private ConsumerGroupHeartbeatRequestData request() {
        return broker.request(ConsumerGroupHeartbeatRequestData.class);
    }

    private static ConsumerGroupHeartbeatResponseData answer(int epoch) {
        return new ConsumerGroupHeartbeatResponseData()
                .setMemberEpoch(epoch)
                .setHeartbeatIntervalMs(INTERVAL_MS);
    }

    private static ConsumerGroupHeartbeatResponseData error(Errors error) {
        return new ConsumerGroupHeartbeatResponseData().setErrorCode(error.code());
    }

    private static Assignment assignment(int... partitions) {
        return new Assignment()
                .setTopicPartitions(
                        List.of(
                                new TopicPartitions()
                                        .setTopicId(TOPIC_ID)
                                        .setPartitions(
                                                Arrays.stream(partitions).boxed().toList())));
    }

    private static BitSet set(int... partitions) {
        BitSet set = new BitSet();
        Arrays.stream(partitions).forEach(partition -> set.set(partition));
        return set;
    }
}
