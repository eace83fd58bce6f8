package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Duplicate;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/// Settling and checkpoints of one shard, stepped, over a log whose durability the test releases.
class ShardSettlingTest extends SettlingShard {
    @Test
    void whatHasSettled_isReadAsBefore_andTheLogsSpaceIsFree() {
        produce("a");
        produce("b");

        assertEquals(List.of(SettleOutcome.SETTLED), settle());

        assertEquals(2, view().settled().endOffset());
        assertEquals(0, logs.backlogBytes());
        produce("c");
        assertEquals(List.of("a", "b", "c"), values());
        assertEquals(3, view().highWatermark());
    }

    @Test
    void aShardLoadedFromItsCheckpoint_isAsItWas() {
        produce("a");
        produce("b");
        deleteRecords(1);
        commit(5);
        reserveProducerIds();
        settle();
        produce("c");
        commit(6);

        restart();

        assertEquals(List.of("b", "c"), values());
        assertEquals(1, view().logStartOffset());
        assertEquals(3, view().highWatermark());
        assertEquals(6, committed());
        assertTrue(catalogue.view().byName("t").isPresent());
        sequence--;
        assertEquals(new Duplicate(2), produce("c"));
        assertEquals(new Accepted(3), produce("d"));
        assertEquals(1_000, reserveProducerIds());
    }

    @Test
    void allThatIsSettled_isThereWithoutALog() {
        for (int i = 0; i < 200; i++) {
            produce("value " + i);
            commit(i);
        }
        settle();

        restart();

        assertEquals(200, values().size());
        assertEquals(199, committed());
        assertEquals(List.of(SettleOutcome.NOTHING_TO_DO), settle());
        create("another", new Uuid(0, 9));
        assertTrue(catalogue.view().byName("another").isPresent());
    }

    @Test
    void aShardWithNothingNew_hasNothingToDo() {
        produce("a");
        settle();

        assertEquals(List.of(SettleOutcome.NOTHING_TO_DO), settle());
    }

    @Test
    void whatIsAppendedWhileAShardSettles_staysInItsLog() {
        produce("a");
        submitSettle();
        shard.runOnce();
        append("b");
        settleDown();
        assertEquals(1, background.size());
        append("c");
        settleDown();

        runBackground();

        assertEquals(1, view().settled().endOffset());
        assertEquals(List.of("a", "b", "c"), values());
        restart();
        assertEquals(List.of("a", "b", "c"), values());
    }

    @Test
    void aTopicDroppedWhileItSettles_isGone_andSoIsItsSpaceWithTheNextSettling() {
        produce("a");
        submitSettle();
        settleDown();
        change(new DeleteTopics(ignored(), List.of(TOPIC_ID)));
        runBackground();
        assertEquals(1, segments.objects(0).size());

        settle();

        assertEquals(List.of(), segments.objects(0));
        restart();
        assertTrue(catalogue.view().byName("t").isEmpty());
    }

    @Test
    void aLogThatFailsBeforeTheCaptureIsDurable_endsTheSettling() {
        produce("a");
        append("lost");
        submitSettle();
        shard.runOnce();

        logs.fail(new StorageException("the medium failed"));
        shard.runOnce();
        assertTrue(answers.contains(SettleOutcome.FAILED), answers::toString);
        assertEquals(1, loads);
        shard.load();
        settleDown();

        sequence--;
        produce("again");
        assertEquals(List.of("a", "again"), values());
        assertEquals(List.of(SettleOutcome.SETTLED), settle());
    }

    @Test
    void aLogThatFailsWhileAShardSettles_isReadOnceThatHasEnded() {
        produce("a");
        submitSettle();
        settleDown();
        append("lost");
        shard.runOnce();
        logs.fail(new StorageException("the medium failed"));
        shard.runOnce();
        assertEquals(0, loads);

        runBackground();

        assertEquals(1, loads);
        shard.load();
        settleDown();
        runBackground();
        assertEquals(List.of("a"), values());
        assertEquals(1, view().settled().endOffset());
        assertEquals(List.of(SettleOutcome.NOTHING_TO_DO), settle());
    }

    @Test
    void twoSettlings_doNotRunAtOnce() {
        produce("a");
        submitSettle();
        settleDown();
        submitSettle();
        settleDown();

        assertEquals(List.of(SettleOutcome.NOTHING_TO_DO), outcomes());
    }

    @Test
    void aSettlingThatCannotWrite_isTriedAgain() {
        produce("a");
        assertTrue(logs.segments().putIfAbsent("0/0000000000000001", ByteBuffer.allocate(1)));

        assertEquals(List.of(SettleOutcome.FAILED), settle());
        assertEquals(List.of("a"), values());
        answers.clear();

        assertEquals(List.of(SettleOutcome.SETTLED), settle());
        assertEquals(List.of("a"), values());
    }

    @Test
    void objectsThatNoCheckpointNames_areDeletedByTheNextLoad() {
        produce("a");
        submitSettle();
        settleDown();
        segments.writer(0, 77);
        assertTrue(logs.segments().putIfAbsent("0/000000000000004d", ByteBuffer.allocate(1)));
        background.clear();

        restart();

        assertEquals(List.of(), segments.objects(0));
        assertEquals(List.of("a"), values());
        settle();
        assertTrue(segments.objects(0).getFirst() > 77);
    }
}
