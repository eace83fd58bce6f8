package dev.regroup.storage.log;

import static dev.regroup.storage.log.RecordingOwner.bytes;
import static dev.regroup.storage.log.RecordingOwner.entry;
import static dev.regroup.storage.log.RecordingOwner.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.StorageException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [ShardLog] must do. A test class of an implementation implements this.
public interface ShardLogContract {
    /// Logs of three shards, on a new store.
    ShardLogs newLogs();

    /// Returns when everything appended is durable and reported.
    void commit(ShardLogs logs);

    /// Ends this use of the store in good order and begins another.
    ShardLogs restart(ShardLogs logs);

    @Test
    default void aNewLog_beginsWithNothing() {
        RecordingOwner owner = new RecordingOwner();

        ShardLog.Acquired acquired = owner.acquire(newLogs().log(0));

        assertTrue(acquired.epoch() >= 1);
        assertEquals(0, acquired.position());
        assertEquals(List.of(), owner.seen());
        assertEquals(List.of(), owner.checkpoints());
    }

    @Test
    default void entriesAppended_areReportedDurableAndReadBack() {
        ShardLogs logs = newLogs();
        RecordingOwner owner = RecordingOwner.of(logs.log(0));

        assertEquals(2, logs.log(0).append(List.of(entry(1, "h1", "b1"), entry(2, "", ""))));
        assertEquals(3, logs.log(0).append(List.of(entry(3, "h3", "body three"))));
        commit(logs);

        assertEquals(3, owner.durable());
        assertEquals(
                List.of("b1", "", "body three"),
                owner.bodies().stream().map(body -> text(logs.reader().read(body))).toList());
        assertEquals(0, owner.bodies().get(1).lengthBytes());
        for (Extent body : owner.bodies()) {
            logs.reader()
                    .resident(body)
                    .ifPresent(slice -> assertEquals(logs.reader().read(body), slice));
        }
    }

    @Test
    default void afterARestart_everyEntryIsReplayedOnceInOrder() {
        ShardLogs logs = newLogs();
        RecordingOwner before = new RecordingOwner();
        int epoch = before.acquire(logs.log(1)).epoch();
        logs.log(1).append(List.of(entry(-1, "h1", "b1"), entry(7, "", "b2")));
        commit(logs);
        logs.log(1).append(List.of(entry(8, "h3", "")));
        commit(logs);

        RecordingOwner after = new RecordingOwner();
        ShardLogs again = restart(logs);
        ShardLog.Acquired acquired = after.acquire(again.log(1));

        assertEquals(3, acquired.position());
        assertTrue(acquired.epoch() > epoch);
        assertEquals(
                List.of(
                        seen(1, epoch, entry(-1, "h1", "b1"), before),
                        seen(2, epoch, entry(7, "", "b2"), before),
                        seen(3, epoch, entry(8, "h3", ""), before)),
                after.seen());
        assertEquals("b2", text(again.reader().read(after.seen().get(1).extent())));
    }

    private static RecordingOwner.Seen seen(
            long position, int epoch, LogEntry entry, RecordingOwner owner) {
        Extent extent = owner.bodies().get((int) position - 1);
        return new RecordingOwner.Seen(
                position, epoch, entry.kind(), text(entry.header()), text(entry.body()), extent);
    }

    @Test
    default void positions_goOnAcrossRestarts() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        logs.log(0).append(List.of(entry(1, "", "first")));
        commit(logs);

        ShardLogs again = restart(logs);
        RecordingOwner.of(again.log(0));

        assertEquals(2, again.log(0).append(List.of(entry(1, "", "second"))));
        commit(again);
        RecordingOwner last = RecordingOwner.of(restart(again).log(0));
        assertEquals(List.of("first", "second"), last.seenBodies());
    }

    @Test
    default void shards_haveLogsOfTheirOwn() {
        ShardLogs logs = newLogs();
        for (int shard = 0; shard < logs.shards(); shard++) {
            RecordingOwner.of(logs.log(shard));
            assertEquals(1, logs.log(shard).append(List.of(entry(0, "", "of " + shard))));
        }
        commit(logs);

        ShardLogs again = restart(logs);

        for (int shard = 0; shard < again.shards(); shard++) {
            assertEquals(List.of("of " + shard), RecordingOwner.of(again.log(shard)).seenBodies());
        }
    }

    @Test
    default void anEmptyGroup_isRefused() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));

        assertThrows(IllegalArgumentException.class, () -> logs.log(0).append(List.of()));
    }

    @Test
    default void appendingBeforeAcquiring_isRefused() {
        ShardLogs logs = newLogs();

        assertThrows(StorageException.class, () -> logs.log(0).append(List.of(entry(0, "", "x"))));
    }

    @Test
    default void appending_leavesTheBuffersAsTheyWere() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        LogEntry entry = new LogEntry((byte) 0, bytes("-h").position(1), bytes("--b").position(2));

        logs.log(0).append(List.of(entry));
        commit(logs);

        assertEquals(1, entry.header().position());
        assertEquals(2, entry.body().position());
        assertEquals(List.of("b"), RecordingOwner.of(restart(logs).log(0)).seenBodies());
    }

    @Test
    default void acquiringAgain_raisesTheEpochAndReplaysAll() {
        ShardLogs logs = newLogs();
        RecordingOwner first = new RecordingOwner();
        int epoch = first.acquire(logs.log(0)).epoch();
        logs.log(0).append(List.of(entry(0, "", "one")));
        commit(logs);

        RecordingOwner second = new RecordingOwner();
        ShardLog.Acquired acquired = second.acquire(logs.log(0));
        logs.log(0).append(List.of(entry(0, "", "two")));
        commit(logs);

        assertTrue(acquired.epoch() > epoch);
        assertEquals(1, acquired.position());
        assertEquals(List.of("one"), second.seenBodies());
        assertEquals(1, first.durable());
        assertEquals(2, second.durable());
        assertEquals(List.of("one", "two"), RecordingOwner.of(restart(logs).log(0)).seenBodies());
    }

    @Test
    default void aCheckpoint_replacesTheEntriesUpToIt() {
        ShardLogs logs = newLogs();
        RecordingOwner owner = RecordingOwner.of(logs.log(2));
        logs.log(2).append(List.of(entry(0, "", "1"), entry(0, "", "2"), entry(0, "", "3")));
        commit(logs);

        logs.log(2).checkpoint(1, bytes("state 1"));
        logs.log(2).checkpoint(2, bytes("state 2"));

        assertEquals(Optional.of(2L), logs.log(2).checkpointPosition());
        assertEquals("1", text(logs.reader().read(owner.bodies().get(0))));
        RecordingOwner after = new RecordingOwner();
        ShardLogs again = restart(logs);
        assertEquals(3, after.acquire(again.log(2)).position());
        assertEquals(List.of("2:state 2"), after.checkpoints());
        assertEquals(List.of("3"), after.seenBodies());
        assertEquals(3, after.seen().getFirst().position());
        assertEquals(Optional.of(2L), again.log(2).checkpointPosition());
    }

    @Test
    default void aCheckpointAtTheEnd_leavesNothingToReplay() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        logs.log(0).append(List.of(entry(0, "", "1")));
        commit(logs);
        logs.log(0).checkpoint(1, bytes("all"));

        ShardLogs again = restart(logs);
        RecordingOwner after = RecordingOwner.of(again.log(0));

        assertEquals(List.of("1:all"), after.checkpoints());
        assertEquals(List.of(), after.seen());
        assertEquals(2, again.log(0).append(List.of(entry(0, "", "2"))));
    }

    @Test
    default void aCheckpointBeyondTheDurableEnd_isRefused() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        logs.log(0).append(List.of(entry(0, "", "1")));
        commit(logs);

        assertThrows(
                IllegalArgumentException.class, () -> logs.log(0).checkpoint(2, bytes("state")));
        assertEquals(Optional.empty(), logs.log(0).checkpointPosition());
    }

    @Test
    default void whatIsReleased_isNotReplayed_andTheRestIs() {
        ShardLogs logs = newLogs();
        RecordingOwner owner = RecordingOwner.of(logs.log(0));
        RecordingOwner.of(logs.log(1));
        logs.log(0).append(List.of(entry(0, "", "1"), entry(0, "", "2"), entry(0, "", "3")));
        logs.log(1).append(List.of(entry(0, "", "of another")));
        commit(logs);
        logs.log(0).checkpoint(2, bytes("state"));

        logs.log(0).release(2);

        assertEquals("3", text(logs.reader().read(owner.bodies().get(2))));
        ShardLogs again = restart(logs);
        RecordingOwner after = RecordingOwner.of(again.log(0));
        assertEquals(List.of("2:state"), after.checkpoints());
        assertEquals(List.of("3"), after.seenBodies());
        assertEquals(List.of("of another"), RecordingOwner.of(again.log(1)).seenBodies());
        assertEquals(4, again.log(0).append(List.of(entry(0, "", "4"))));
    }

    @Test
    default void whatNoCheckpointCovers_isNotReleased() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        logs.log(0).append(List.of(entry(0, "", "1"), entry(0, "", "2")));
        commit(logs);
        logs.log(0).checkpoint(1, bytes("state"));

        assertThrows(IllegalArgumentException.class, () -> logs.log(0).release(2));
    }

    @Test
    default void aSecondCheckpointAtOnePosition_isNotStored() {
        ShardLogs logs = newLogs();
        RecordingOwner.of(logs.log(0));
        logs.log(0).append(List.of(entry(0, "", "1")));
        commit(logs);
        logs.log(0).checkpoint(1, bytes("state"));

        logs.log(0).checkpoint(1, bytes("another"));

        assertEquals(List.of("1:state"), RecordingOwner.of(restart(logs).log(0)).checkpoints());
    }

    @Test
    default void segments_areKept() {
        ShardLogs logs = newLogs();

        assertTrue(logs.segments().putIfAbsent("0/1", bytes("batches")));
        assertEquals(0, logs.backlogBytes());

        assertEquals("batches", text(restart(logs).segments().get("0/1", 0, 100).orElseThrow()));
    }
}
