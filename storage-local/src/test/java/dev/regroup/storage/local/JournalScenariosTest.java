package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static dev.regroup.storage.log.RecordingOwner.text;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.DiskOperation;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.log.ExtentReader;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.RecordingOwner;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class JournalScenariosTest {
    private static final String FIRST_FILE = "journal/0000000000000001.log";
    private static final String SECOND_FILE = "journal/0000000000000002.log";

    private final FaultDisk disk = new FaultDisk();

    private static void append(LocalStorage storage, int shard, String body) {
        storage.logs().log(shard).append(List.of(entry(0, "h", body)));
    }

    private static List<String> replayed(LocalStorage storage, int shard) {
        return RecordingOwner.of(storage.logs().log(shard)).seenBodies();
    }

    @Test
    void everythingThatGathered_isCommittedWithOneWriteAndOneForce() {
        LocalStorage storage = TestStorage.open(disk);
        for (int shard = 0; shard < TestStorage.SHARDS; shard++) {
            RecordingOwner.of(storage.logs().log(shard));
            append(storage, shard, "a");
            append(storage, shard, "b");
        }
        long before = disk.operations();

        assertTrue(storage.journal().runOnce());

        assertEquals(before + 2, disk.operations());
        assertFalse(storage.journal().runOnce());
    }

    @Test
    void acquiringEveryShardAfterOpening_costsNoCommit() {
        LocalStorage storage = TestStorage.open(disk);
        long before = disk.operations();

        for (int shard = 0; shard < TestStorage.SHARDS; shard++) {
            RecordingOwner.of(storage.logs().log(shard));
        }

        assertEquals(before, disk.operations());
    }

    @Test
    void nothingIsReportedDurable_beforeTheJournalRuns() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "a");

        assertEquals(0, owner.durable());
        storage.journal().runOnce();
        assertEquals(1, owner.durable());
    }

    @Test
    void aFullFile_isFollowedByTheNextAndBothAreReplayed() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        List<String> bodies = IntStream.range(0, 40).mapToObj(i -> i + "x".repeat(300)).toList();
        bodies.forEach(body -> append(storage, 0, body));

        TestStorage.commit(storage);

        assertEquals(40, owner.durable());
        assertTrue(disk.list("journal").size() >= 4, disk.list("journal")::toString);
        assertEquals(
                bodies,
                owner.bodies().stream()
                        .map(body -> text(storage.logs().reader().read(body)))
                        .toList());
        assertEquals(bodies, replayed(TestStorage.open(disk.shutDown()), 0));
    }

    @Test
    void aFileHalfFull_hasTheNextOnePrepared() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));

        append(storage, 0, "x".repeat(500));
        TestStorage.commit(storage);
        assertEquals(1, disk.list("journal").size());

        append(storage, 0, "x".repeat(500));
        TestStorage.commit(storage);
        assertEquals(2, disk.list("journal").size());
    }

    @Test
    void anEntryTooLargeForAFile_isRefusedAndTheLargestIsTaken() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        int largest = (int) TestStorage.options(Durability.FSYNC).journal().entryBytesMax();

        assertThrows(IllegalArgumentException.class, () -> append(storage, 0, "x".repeat(largest)));
        append(storage, 0, "x".repeat(largest - 1));
        TestStorage.commit(storage);

        assertEquals(1, owner.durable());
        assertEquals(List.of("x".repeat(largest - 1)), replayed(TestStorage.open(disk), 0));
    }

    @Test
    void largeDirectBuffers_areWrittenFromWhereTheyAre() {
        LocalOptions options = LocalOptions.of(Durability.FSYNC, TestStorage.SHARDS, 0);
        LocalStorage storage = LocalStorage.openStepped(disk, options, TestStorage.CLUSTER_ID);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        ByteBuffer direct = ByteBuffer.allocateDirect(100_001);
        ByteBuffer heap = ByteBuffer.allocate(2_500_000);
        fill(direct);
        fill(heap);
        ByteBuffer none = ByteBuffer.allocate(0);

        storage.logs()
                .log(0)
                .append(
                        List.of(
                                new LogEntry((byte) 1, none, direct),
                                new LogEntry((byte) 2, none, heap),
                                entry(3, "h", "small")));
        TestStorage.commit(storage);

        assertEquals(direct, storage.logs().reader().read(owner.bodies().get(0)));
        assertEquals(heap, storage.logs().reader().read(owner.bodies().get(1)));
        assertEquals("small", text(storage.logs().reader().read(owner.bodies().get(2))));
    }

    private static void fill(ByteBuffer buffer) {
        for (int i = 0; i < buffer.capacity(); i++) {
            buffer.put(i, (byte) (i * 31));
        }
    }

    @Test
    void aFailedForce_losesWhatWaitedAndTheLogGoesOnInANewFile() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner zero = RecordingOwner.of(storage.logs().log(0));
        RecordingOwner one = RecordingOwner.of(storage.logs().log(1));
        append(storage, 0, "kept");
        TestStorage.commit(storage);
        append(storage, 0, "lost");
        append(storage, 0, "lost too");
        disk.failWhen(operation -> operation.kind() == DiskOperation.Kind.FORCE);
        TestStorage.commit(storage);
        disk.failWhen(operation -> operation.name().equals(FIRST_FILE));

        assertEquals(1, zero.failures().size());
        assertEquals(0, one.failures().size());
        assertThrows(StorageException.class, () -> append(storage, 0, "refused"));
        assertThrows(StorageException.class, () -> append(storage, 1, "refused"));

        assertEquals(List.of("kept"), replayed(storage, 0));
        assertEquals(List.of(), replayed(storage, 1));
        append(storage, 0, "second");
        append(storage, 1, "first");
        TestStorage.commit(storage);

        LocalStorage again = TestStorage.open(disk.shutDown());
        assertEquals(List.of("kept", "second"), replayed(again, 0));
        assertEquals(List.of("first"), replayed(again, 1));
    }

    @Test
    void aFailedWrite_losesWhatWaitedAndTheLogGoesOn() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        disk.failWhen(operation -> operation.kind() == DiskOperation.Kind.WRITE);
        append(storage, 0, "lost");
        TestStorage.commit(storage);

        assertEquals(1, owner.failures().size());
        StorageException refused =
                assertThrows(
                        StorageException.class, () -> RecordingOwner.of(storage.logs().log(0)));
        assertTrue(refused.toString().contains("input/output error"), refused::toString);

        disk.failWhen(operation -> false);
        assertEquals(List.of(), replayed(storage, 0));
        append(storage, 0, "kept");
        TestStorage.commit(storage);
        assertEquals(List.of("kept"), replayed(TestStorage.open(disk.shutDown()), 0));
    }

    @Test
    void anUnacknowledgedEntryBehindATornOne_neverComesBackToLife() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "tor");
        append(storage, 0, "survivor");
        TestStorage.commit(storage);
        FaultDisk after = disk.shutDown();
        after.flipBit(FIRST_FILE, 64 + 56 + 53, 0);

        LocalStorage recovered = TestStorage.open(after);
        assertEquals(List.of(), replayed(recovered, 0));

        // The entry of the epoch that opening gives out fills the torn one's place exactly.
        assertEquals(List.of(), replayed(TestStorage.open(after.shutDown()), 0));
    }

    @Test
    void damageToWhatLaterEntriesReliedOn_isReportedAndNotCutOff() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "damaged");
        TestStorage.commit(storage);
        append(storage, 0, "later");
        TestStorage.commit(storage);
        FaultDisk after = disk.shutDown();
        after.flipBit(FIRST_FILE, 64 + 56 + 53, 0);

        CorruptDataException corrupt =
                assertThrows(CorruptDataException.class, () -> TestStorage.open(after));

        assertEquals(FIRST_FILE, corrupt.path());
        assertEquals(64 + 56, corrupt.positionBytes());
        assertTrue(corrupt.toString().contains("expected entry 2"), corrupt::toString);
    }

    @Test
    void damageToAFileThatWasFollowedByAnother_isReported() {
        FaultDisk after = withTwoFiles();
        after.flipBit(FIRST_FILE, 64 + 10, 3);

        CorruptDataException corrupt =
                assertThrows(CorruptDataException.class, () -> TestStorage.open(after));

        assertEquals(FIRST_FILE, corrupt.path());
    }

    @Test
    void aFileThatIsMissing_isReportedByTheShardsThatNeedIt() {
        FaultDisk withoutFirst = withTwoFiles();
        withoutFirst.delete(FIRST_FILE);
        FaultDisk withoutHeader = withTwoFiles();
        withoutHeader.flipBit(FIRST_FILE, 3, 3);

        for (FaultDisk damaged : List.of(withoutFirst, withoutHeader)) {
            LocalStorage storage = TestStorage.open(damaged);
            CorruptDataException corrupt =
                    assertThrows(
                            CorruptDataException.class,
                            () -> RecordingOwner.of(storage.logs().log(0)));
            assertTrue(corrupt.toString().contains("expected position 1"), corrupt::toString);
            assertEquals(List.of(), replayed(storage, 1));
        }
        assertTrue(withoutHeader.exists(FIRST_FILE));
    }

    private FaultDisk withTwoFiles() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        for (int i = 0; i < 8; i++) {
            append(storage, 0, "x".repeat(300));
            TestStorage.commit(storage);
        }
        FaultDisk after = disk.shutDown();
        assertTrue(after.exists(SECOND_FILE));
        return after;
    }

    @Test
    void checkpointsAreKeptOneAtATime_andADamagedOneIsReplacedByReplay() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "1");
        append(storage, 0, "2");
        TestStorage.commit(storage);
        storage.logs().log(0).checkpoint(1, RecordingOwner.bytes("one"));
        storage.logs().log(0).checkpoint(2, RecordingOwner.bytes("two"));
        assertEquals(List.of("checkpoint/0/0000000000000002"), storage.blobs().list("checkpoint/"));
        FaultDisk after = disk.shutDown();
        after.flipBit("blob/checkpoint+0+0000000000000002", 37, 0);

        LocalStorage again = TestStorage.open(after);

        assertEquals(List.of("1", "2"), replayed(again, 0));
        assertEquals(Optional.empty(), again.logs().log(0).checkpointPosition());
        again.logs().log(0).checkpoint(2, RecordingOwner.bytes("two"));
        RecordingOwner last = RecordingOwner.of(TestStorage.open(after.shutDown()).logs().log(0));
        assertEquals(List.of("2:two"), last.checkpoints());
    }

    @Test
    void aJournalThatEndsBeforeACheckpoint_goesOnBehindIt() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "1");
        TestStorage.commit(storage);
        storage.logs().log(0).checkpoint(1, RecordingOwner.bytes("one"));
        FaultDisk after = disk.shutDown();
        after.flipBit(FIRST_FILE, 64 + 56 + 53, 0);

        LocalStorage again = TestStorage.open(after);
        RecordingOwner owner = RecordingOwner.of(again.logs().log(0));

        assertEquals(List.of("1:one"), owner.checkpoints());
        append(again, 0, "2");
        TestStorage.commit(again);
        assertEquals(2, owner.durable());
    }

    @Test
    void whatAllShardsHaveReleased_isWrittenOver() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        RecordingOwner.of(storage.logs().log(1));
        fill(storage, 18);
        assertEquals(2048 + 4096, storage.logs().backlogBytes());

        checkpointAndRelease(storage, 0, 18);

        assertEquals(0, storage.logs().backlogBytes());
        assertEquals(List.of("0000000000000003.log", "0000000000000004.log"), disk.list("journal"));
        fill(storage, 40);
        RecordingOwner after = RecordingOwner.of(TestStorage.open(disk.shutDown()).logs().log(0));
        assertEquals(List.of("18:state"), after.checkpoints());
        assertEquals(40, after.seenBodies().size());
    }

    @Test
    void aFileThatOneShardNeeds_stays() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        RecordingOwner.of(storage.logs().log(1));
        append(storage, 1, "needed");
        TestStorage.commit(storage);
        fill(storage, 18);

        checkpointAndRelease(storage, 0, 18);
        assertEquals(2048 + 4096, storage.logs().backlogBytes());

        checkpointAndRelease(storage, 1, 1);
        assertEquals(0, storage.logs().backlogBytes());
    }

    @Test
    void aFileThatAReaderHasPinned_keepsItsBytesUntilItLetsGo() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        fill(storage, 12);
        ExtentReader.Pin pin = storage.logs().reader().pin();

        checkpointAndRelease(storage, 0, 11);
        assertTrue(disk.exists(FIRST_FILE));
        assertThrows(
                StorageException.class,
                () -> storage.logs().reader().read(owner.bodies().getFirst()));

        pin.close();
        checkpointAndRelease(storage, 0, 12);
        assertFalse(disk.exists(FIRST_FILE));
    }

    @Test
    void filesThatReadersHoldOnTo_areDeletedInsteadOfWrittenOver() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        ExtentReader.Pin pin = storage.logs().reader().pin();
        fill(storage, 60);

        checkpointAndRelease(storage, 0, 60);

        assertTrue(disk.list("journal").size() <= 5, disk.list("journal")::toString);
        pin.close();
        assertEquals(
                List.of("60:state"),
                RecordingOwner.of(TestStorage.open(disk.shutDown()).logs().log(0)).checkpoints());
    }

    @Test
    void aReleaseBeyondTheCheckpoint_isRefused() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        fill(storage, 2);

        assertThrows(IllegalArgumentException.class, () -> storage.logs().log(0).release(1));
    }

    private static void fill(LocalStorage storage, int entries) {
        for (int i = 0; i < entries; i++) {
            append(storage, 0, "x".repeat(300));
            TestStorage.commit(storage);
        }
    }

    private static void checkpointAndRelease(LocalStorage storage, int shard, long position) {
        storage.logs().log(shard).checkpoint(position, RecordingOwner.bytes("state"));
        storage.logs().log(shard).release(position);
    }

    @Test
    void afterClosing_appendsAreRefused() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        append(storage, 0, "last");

        storage.close();

        assertEquals(1, owner.durable());
        assertThrows(StorageException.class, () -> append(storage, 0, "refused"));
    }
}
