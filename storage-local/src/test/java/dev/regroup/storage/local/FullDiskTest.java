package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.disk.DiskOperation;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.log.RecordingOwner;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLog.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// A journal of files of 4,096 bytes, the first of 2,048, on a disk that cannot take another.
class FullDiskTest {
    private static final int BODY_BYTES = 200;
    private static final int RECORDS_RESERVE_BYTES = 4096 / 8;
    private static final int OFFSETS_RESERVE_BYTES = 4096 / 32;

    private final FaultDisk disk = new FaultDisk();
    private final List<String> appended = new ArrayList<>();

    @Test
    void aDiskThatTakesNoFurtherFile_refusesRecordsAtOneReserveAndOffsetsAtALowerOne() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        disk.limitTo(4096);

        fill(storage, Use.RECORDS);
        long leftByRecords = storage.journal().room().reading().leftBytes();
        assertTrue(storage.journal().room().reading().isRefusing());
        fill(storage, Use.OFFSETS);
        long leftByOffsets = storage.journal().room().reading().leftBytes();

        assertTrue(leftByRecords >= RECORDS_RESERVE_BYTES, () -> leftByRecords + " bytes");
        assertTrue(leftByOffsets >= OFFSETS_RESERVE_BYTES, () -> leftByOffsets + " bytes");
        assertTrue(leftByOffsets < RECORDS_RESERVE_BYTES, () -> leftByOffsets + " bytes");
        assertEquals(List.of(), owner.failures());
        assertEquals(appended.size(), owner.durable());
        assertEquals(2, storage.journal().room().reading().refusals());
    }

    @Test
    void whatIsQueuedAndNotWritten_countsAsTaken() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        disk.limitTo(4096);
        fill(storage, Use.RECORDS);
        ShardLog log = storage.logs().log(0);
        long left = storage.journal().room().reading().leftBytes();
        assertTrue(log.hasRoom(Use.OFFSETS, left - OFFSETS_RESERVE_BYTES));

        append(storage);

        assertFalse(log.hasRoom(Use.OFFSETS, left - OFFSETS_RESERVE_BYTES));
    }

    @Test
    void spaceThatComesBack_isFoundWithoutARestart() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        disk.limitTo(4096);
        fill(storage, Use.RECORDS);
        storage.journal().prepareAgain();
        assertTrue(storage.journal().room().reading().isRefusing());

        disk.limitTo(Long.MAX_VALUE);
        storage.journal().prepareAgain();

        assertFalse(storage.journal().room().reading().isRefusing());
        for (int i = 0; i < 40; i++) {
            appendIfRoom(storage, Use.RECORDS);
        }
        assertTrue(appended.size() > 40);
        assertEquals(appended, replayed(disk.shutDown()));
    }

    @Test
    void aFileThatCouldNotBePrepared_leavesNothingBehind() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        List<String> before = disk.list("journal");
        disk.failWhen(isPreparation(DiskOperation.Kind.FORCE));

        fill(storage, Use.RECORDS);

        assertEquals(before, disk.list("journal"));
    }

    @Test
    void anyStepOfAPreparationThatFails_losesNothingAndIsTriedAgain() {
        for (DiskOperation.Kind kind : DiskOperation.Kind.values()) {
            appended.clear();
            FaultDisk failing = new FaultDisk();
            LocalStorage storage = TestStorage.open(failing);
            RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
            failing.failWhen(isPreparation(kind));
            if (kind == DiskOperation.Kind.DELETE) {
                // Nothing is deleted unless something else has failed.
                failing.failWhen(isPreparation(kind).or(isPreparation(DiskOperation.Kind.WRITE)));
            }
            fill(storage, Use.RECORDS);
            assertEquals(List.of(), owner.failures(), kind::toString);

            failing.failWhen(operation -> false);
            storage.journal().prepareAgain();

            assertTrue(storage.logs().log(0).hasRoom(Use.RECORDS, BODY_BYTES), kind::toString);
            for (int i = 0; i < 30; i++) {
                appendIfRoom(storage, Use.RECORDS);
            }
            assertEquals(appended, replayed(failing.shutDown()), kind::toString);
        }
    }

    /// A step of the making of a second or later file.
    private static Predicate<DiskOperation> isPreparation(DiskOperation.Kind kind) {
        return operation ->
                operation.kind() == kind
                        && (operation.name().endsWith(".tmp")
                                || operation.name().equals("journal"));
    }

    @Test
    void whatDoesNotFit_isRefusedWithAllThatFollows_andTheFileGoesOn() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner zero = RecordingOwner.of(storage.logs().log(0));
        RecordingOwner one = RecordingOwner.of(storage.logs().log(1));
        disk.limitTo(4096);
        fill(storage, Use.RECORDS);
        String large = "x".repeat(RECORDS_RESERVE_BYTES + BODY_BYTES);
        storage.logs().log(0).append(List.of(entry(0, "h", large)));
        storage.logs().log(1).append(List.of(entry(0, "h", "follows")));
        TestStorage.commit(storage);

        assertEquals(StorageFullException.class, zero.failures().getFirst().getClass());
        assertEquals(1, one.failures().size());

        RecordingOwner again = RecordingOwner.of(storage.logs().log(0));
        assertEquals(appended, again.seenBodies());
        assertEquals(List.of(), RecordingOwner.of(storage.logs().log(1)).seenBodies());
        storage.logs().log(0).append(List.of(entry(0, "h", "small")));
        TestStorage.commit(storage);
        appended.add("small");
        assertEquals(1, disk.list("journal").size());
        assertEquals(0, storage.logs().backlogBytes(), "the only file has not ended");
        assertEquals(appended, replayed(disk.shutDown()));
    }

    @Test
    void aWriteThatFailsOnAFullDisk_isWaitedOutAndLosesNothingAcknowledged() {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
        disk.limitTo(2048);
        append(storage);
        TestStorage.commit(storage);
        AtomicInteger left = new AtomicInteger(1);
        disk.failWhen(operation ->
                operation.kind() == DiskOperation.Kind.WRITE && left.getAndDecrement() > 0);
        storage.logs().log(0).append(List.of(entry(0, "h", "lost")));
        TestStorage.commit(storage);
        assertEquals(1, owner.failures().size());

        assertThrows(StorageFullException.class, () -> RecordingOwner.of(storage.logs().log(0)));
        assertThrows(StorageException.class, () -> append(storage));
        disk.limitTo(Long.MAX_VALUE);

        assertEquals(appended.subList(0, 1), RecordingOwner.of(storage.logs().log(0)).seenBodies());
    }

    private void fill(LocalStorage storage, Use use) {
        while (appendIfRoom(storage, use)) {
            assertTrue(appended.size() < 1_000, "the disk does not fill");
        }
    }

    private boolean appendIfRoom(LocalStorage storage, Use use) {
        boolean has = storage.logs().log(0).hasRoom(use, BODY_BYTES + 64);
        if (has) {
            append(storage);
            TestStorage.commit(storage);
        }
        return has;
    }

    private void append(LocalStorage storage) {
        String body = "%%0%dd".formatted(BODY_BYTES).formatted(appended.size());
        storage.logs().log(0).append(List.of(entry(0, "h", body)));
        appended.add(body);
    }

    private static List<String> replayed(FaultDisk after) {
        return RecordingOwner.of(TestStorage.open(after).logs().log(0)).seenBodies();
    }
}
