package dev.regroup.storage.local.backup;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.LocalOptions;
import dev.regroup.storage.local.LocalStorage;
import dev.regroup.storage.local.directory.BackupLock;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.disk.LocalDisk;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.RecordingOwner;
import dev.regroup.storage.log.ShardLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BackupTest {
    private static final LocalOptions OPTIONS =
            new LocalOptions(
                    new JournalConfig(Durability.FSYNC, 16 << 10, 32 << 10, 64 << 10), 2, 0);

    @TempDir Path folder;
    private Path data;

    @BeforeEach
    void name() {
        data = folder.resolve("data");
    }

    @Test
    void copiesOfADirectoryInUse_haveAllThatWasDurableBefore_andAFirstPartOfTheRest()
            throws Exception {
        try (LocalStorage storage = LocalStorage.open(data, OPTIONS, Runnable::run);
                Writer writer = new Writer(storage)) {
            for (int round = 0; round < 12; round++) {
                writer.awaitFurther(300);
                long before = writer.durable.get();
                Path copy = folder.resolve("copy-" + round);

                Backup.Receipt receipt = Backup.take(data, copy, () -> {});

                assertTrue(receipt.copiedFiles() > 1, receipt::toString);
                assertTrue(receipt.linkedFiles() > 0, receipt::toString);
                assertFirstPart(copy, before);
            }
        }
    }

    private static void assertFirstPart(Path copy, long atLeast) {
        try (LocalStorage restored = LocalStorage.open(copy, OPTIONS, Runnable::run)) {
            RecordingOwner owner = new RecordingOwner();
            ShardLog.Acquired acquired = owner.acquire(restored.logs().log(0));

            assertTrue(acquired.position() >= atLeast, () -> acquired + ", not " + atLeast);
            assertEquals(1, owner.checkpoints().size());
            String[] checkpoint = owner.checkpoints().getFirst().split(":", -1);
            assertEquals("state of " + checkpoint[0], checkpoint[1]);
            long expected = Long.parseLong(checkpoint[0]);
            for (RecordingOwner.Seen seen : owner.seen()) {
                assertEquals(++expected, seen.position());
                assertEquals("body " + expected, seen.body());
            }
            assertEquals(expected, acquired.position());
        }
    }

    @Test
    void whatIsOfNoUseAnyMore_staysWhileItIsCopied_andGoesAfterwards() throws Exception {
        try (LocalStorage storage = LocalStorage.open(data, OPTIONS, Runnable::run)) {
            ShardLog log = storage.logs().log(0);
            RecordingOwner.of(log);
            append(storage, log, 12);
            log.checkpoint(6, RecordingOwner.bytes("first"));
            List<String> before = files();

            try (BackupLock lock = new BackupLock(data);
                    BackupLock.Held held = lock.hold()) {
                assertTrue(held != null);
                log.checkpoint(12, RecordingOwner.bytes("second"));
                log.release(12);
                assertTrue(files().containsAll(before), () -> files() + " and " + before);
            }
            append(storage, log, 1);
            log.checkpoint(13, RecordingOwner.bytes("third"));
            log.release(13);

            assertFalse(files().contains("blob/checkpoint+0+0000000000000006"), files()::toString);
            assertFalse(files().contains("blob/checkpoint+0+000000000000000c"), files()::toString);
            assertFalse(files().contains("journal/0000000000000001.log"), files()::toString);
        }
    }

    @Test
    void aStart_waitsForTheEndOfACopy() throws Exception {
        LocalStorage.open(data, OPTIONS, Runnable::run).close();
        AtomicBoolean isOpen = new AtomicBoolean();
        try (BackupLock lock = new BackupLock(data)) {
            BackupLock.Held held = lock.hold();
            Thread starting =
                    Thread.ofPlatform()
                            .start(() -> {
                                try (LocalStorage storage =
                                        LocalStorage.open(data, OPTIONS, Runnable::run)) {
                                    isOpen.set(storage.identity().shards() == 2);
                                }
                            });
            while (starting.getState() != Thread.State.TIMED_WAITING) {
                assertTrue(starting.isAlive());
                Thread.onSpinWait();
            }
            assertFalse(isOpen.get());

            held.close();
            starting.join();
        }
        assertTrue(isOpen.get());
    }

    @Test
    void aCopyThatWasNotCompleted_cannotBeUsed() {
        LocalStorage.open(data, OPTIONS, Runnable::run).close();
        Path copy = folder.resolve("copy");
        StorageException notWhole = new StorageException("not whole");

        assertEquals(
                notWhole,
                assertThrows(
                        StorageException.class,
                        () ->
                                Backup.take(
                                        data,
                                        copy,
                                        () -> {
                                            throw notWhole;
                                        })));

        DataDirectoryException refusal =
                assertThrows(
                        DataDirectoryException.class,
                        () -> LocalStorage.open(copy, OPTIONS, Runnable::run));
        assertTrue(refusal.toString().contains(DataDirectory.INCOMPLETE), refusal::toString);
    }

    @Test
    void nothingIsWritten_whereThereIsNothingToCopy_orNoPlaceForIt() throws IOException {
        Path copy = folder.resolve("copy");
        assertRefused(data, copy, "is not a folder");
        Files.createDirectories(data);
        assertRefused(data, copy, "not a data directory");
        LocalStorage.open(data, OPTIONS, Runnable::run).close();
        assertRefused(data, data.resolve("copy"), "lie within each other");
        assertRefused(data, folder, "lie within each other");
        assertFalse(Files.exists(copy));
        Files.createDirectories(copy);
        Files.createFile(copy.resolve("mine"));
        assertRefused(data, copy, "is not empty");
    }

    private static void assertRefused(Path from, Path to, String reason) {
        DataDirectoryException refusal =
                assertThrows(DataDirectoryException.class, () -> Backup.take(from, to, () -> {}));
        assertTrue(refusal.toString().contains(reason), refusal::toString);
    }

    private static void append(LocalStorage storage, ShardLog log, int entries) {
        for (int i = 0; i < entries; i++) {
            log.append(List.of(entry(0, "", "z".repeat(10_000))));
            storage.journal().force();
        }
    }

    /// Names of checkpoints and journal files.
    private List<String> files() {
        LocalDisk disk = new LocalDisk(data);
        return List.of("blob", "journal").stream()
                .flatMap(name -> disk.list(name).stream().map(file -> name + "/" + file))
                .toList();
    }

    /// Appends to a log on a thread of its own, takes checkpoints and releases what they cover.
    private static final class Writer implements ShardLog.Listener, AutoCloseable {
        private static final int AHEAD_MAX = 64;
        private static final int CHECKPOINT_EVERY = 100;

        final AtomicLong durable = new AtomicLong();
        private final AtomicReference<StorageException> failure = new AtomicReference<>();
        private final ShardLog log;
        private final Thread thread;
        private volatile boolean closed;

        Writer(LocalStorage storage) {
            log = storage.logs().log(0);
            log.acquire(new RecordingOwner(), this);
            thread = Thread.ofPlatform().start(this::run);
        }

        private void run() {
            long next = 1;
            long checkpoint = 0;
            while (!closed) {
                if (next - durable.get() > AHEAD_MAX) {
                    LockSupport.parkNanos(100_000);
                    continue;
                }
                log.append(List.of(entry(0, "h".repeat(200), "body " + next)));
                next++;
                long covered = durable.get();
                if (covered >= checkpoint + CHECKPOINT_EVERY) {
                    log.checkpoint(covered, RecordingOwner.bytes("state of " + covered));
                    log.release(covered);
                    checkpoint = covered;
                }
            }
        }

        void awaitFurther(long count) {
            long goal = durable.get() + count;
            while (durable.get() < goal) {
                assertEquals(null, failure.get());
                assertTrue(thread.isAlive());
                LockSupport.parkNanos(100_000);
            }
        }

        @Override
        public void durable(long position, List<Extent> bodies) {
            durable.set(position);
        }

        @Override
        public void failed(StorageException cause) {
            failure.set(cause);
        }

        @Override
        public void close() {
            closed = true;
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
