package dev.regroup.storage.memory;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.RecordingOwner;
import dev.regroup.storage.log.ShardLogContract;
import dev.regroup.storage.log.ShardLogs;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class MemoryShardLogsTest {
    @Nested
    class Immediate implements ShardLogContract {
        @Override
        public ShardLogs newLogs() {
            return MemoryShardLogs.immediate(3);
        }

        @Override
        public void commit(ShardLogs logs) {}

        @Override
        public ShardLogs restart(ShardLogs logs) {
            return ((MemoryShardLogs) logs).anotherNode();
        }
    }

    @Nested
    class Held implements ShardLogContract {
        @Override
        public ShardLogs newLogs() {
            return MemoryShardLogs.held(3);
        }

        @Override
        public void commit(ShardLogs logs) {
            ((MemoryShardLogs) logs).makeDurable();
        }

        @Override
        public ShardLogs restart(ShardLogs logs) {
            logs.close();
            return ((MemoryShardLogs) logs).anotherNode();
        }
    }

    @Test
    void entriesHeld_becomeDurableInStepsInTheOrderOfAppend() {
        MemoryShardLogs logs = MemoryShardLogs.held(2);
        RecordingOwner zero = RecordingOwner.of(logs.log(0));
        RecordingOwner one = RecordingOwner.of(logs.log(1));
        logs.log(0).append(List.of(entry(0, "", "a"), entry(0, "", "b")));
        logs.log(1).append(List.of(entry(0, "", "c")));

        assertEquals(0, zero.durable());
        assertEquals(1, logs.makeDurable(1));
        assertEquals(1, zero.durable());
        assertEquals(2, logs.makeDurable());

        assertEquals(2, zero.durable());
        assertEquals(1, one.durable());
    }

    @Test
    void anOlderOwner_isRefusedAndLosesWhatWaits() {
        MemoryShardLogs older = MemoryShardLogs.held(1);
        RecordingOwner fenced = RecordingOwner.of(older.log(0));
        older.log(0).append(List.of(entry(0, "", "lost")));

        MemoryShardLogs newer = older.anotherNode();
        RecordingOwner owner = RecordingOwner.of(newer.log(0));

        assertEquals(1, fenced.failures().size());
        assertThrows(StorageException.class, () -> older.log(0).append(List.of(entry(0, "", "x"))));
        assertEquals(1, newer.log(0).append(List.of(entry(0, "", "kept"))));
        assertEquals(1, newer.makeDurable());
        assertEquals(1, owner.durable());
        assertEquals(0, fenced.durable());
    }

    @Test
    void aFailure_losesWhatWaitsAndRefusesAppendsUntilAcquiredAgain() {
        MemoryShardLogs logs = MemoryShardLogs.held(2);
        RecordingOwner zero = RecordingOwner.of(logs.log(0));
        RecordingOwner one = RecordingOwner.of(logs.log(1));
        logs.log(0).append(List.of(entry(0, "", "kept")));
        logs.makeDurable();
        logs.log(0).append(List.of(entry(0, "", "lost")));

        logs.fail(new StorageException("the medium is gone"));

        assertEquals(1, zero.failures().size());
        assertEquals(0, one.failures().size());
        assertThrows(StorageException.class, () -> logs.log(1).append(List.of(entry(0, "", "x"))));
        assertEquals(List.of("kept"), RecordingOwner.of(logs.log(0)).seenBodies());
        assertEquals(2, logs.log(0).append(List.of(entry(0, "", "next"))));
    }
}
