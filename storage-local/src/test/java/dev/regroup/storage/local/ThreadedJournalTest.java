package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.JournalConfig;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.RecordingOwner;
import dev.regroup.storage.log.ShardLog;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ThreadedJournalTest {
    private static final int ENTRIES = 400;
    private static final LocalOptions OPTIONS =
            new LocalOptions(
                    new JournalConfig(Durability.FSYNC, 16 << 10, 32 << 10, 64 << 10), 4, 0);

    @TempDir Path folder;

    @Test
    void shardsThatAppendAtOnce_areAllCommittedByClosing() throws InterruptedException {
        try (ExecutorService background = Executors.newSingleThreadExecutor()) {
            try (LocalStorage storage = LocalStorage.open(folder, OPTIONS, background)) {
                List<Thread> threads =
                        IntStream.range(0, 4)
                                .mapToObj(shard ->
                                        Thread.ofPlatform().start(() -> append(storage, shard)))
                                .toList();
                for (Thread thread : threads) {
                    thread.join();
                }
            }
            try (LocalStorage storage = LocalStorage.open(folder, OPTIONS, background)) {
                for (int shard = 0; shard < 4; shard++) {
                    RecordingOwner owner = RecordingOwner.of(storage.logs().log(shard));
                    assertEquals(ENTRIES, owner.seen().size());
                    assertEquals(shard + "-0", owner.seenBodies().getFirst());
                    assertEquals(shard + "-" + (ENTRIES - 1), owner.seenBodies().getLast());
                }
            }
        }
    }

    private static void append(LocalStorage storage, int shard) {
        ShardLog log = storage.logs().log(shard);
        RecordingOwner.of(log);
        for (int i = 0; i < ENTRIES; i++) {
            log.append(List.of(entry(0, "h".repeat(50), shard + "-" + i)));
        }
    }

    @Test
    void theNewestFiles_areResidentAndOlderOnesAreRead() {
        try (LocalStorage storage = LocalStorage.open(folder, OPTIONS, Runnable::run)) {
            RecordingOwner owner = RecordingOwner.of(storage.logs().log(0));
            for (int i = 0; i < 12; i++) {
                storage.logs().log(0).append(List.of(entry(0, "", i + "z".repeat(10_000))));
                storage.journal().force();
            }

            Extent newest = owner.bodies().getLast();
            Extent oldest = owner.bodies().getFirst();
            Optional<ByteBuffer> resident = storage.logs().reader().resident(newest);

            assertEquals(Optional.of(storage.logs().reader().read(newest)), resident);
            assertTrue(resident.orElseThrow().isReadOnly());
            assertEquals(Optional.empty(), storage.logs().reader().resident(oldest));
            assertEquals('0', storage.logs().reader().read(oldest).get(0));
        }
    }
}
