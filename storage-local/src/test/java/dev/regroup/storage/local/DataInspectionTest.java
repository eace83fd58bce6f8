package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.directory.Removals;
import dev.regroup.storage.local.disk.LocalDisk;
import dev.regroup.storage.local.inspect.DataInspection;
import dev.regroup.storage.local.inspect.DataInspection.Verdict;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.RecordingOwner;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import dev.regroup.storage.segment.SegmentWriter;
import dev.regroup.storage.segment.SettledBatches;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataInspectionTest {
    private static final List<String> GOLDEN =
            List.of(
                    "regroup.properties",
                    "journal/0000000000000001.log",
                    "blob/checkpoint+1+0000000000000001");
    private static final String FIRST_FILE = "journal/0000000000000001.log";

    private static List<Segment> named = List.of();

    private final DataInspection inspection = new DataInspection(new Texts());
    private final List<String> damages = new ArrayList<>();
    @TempDir Path folder;

    /// Entries whose bodies are text, of which one word may not occur; checkpoints that name no
    /// segments but those that a test says.
    private record Texts() implements EntryContent {
        @Override
        public String batch(ByteBuffer batch) {
            return batch.remaining() + " bytes";
        }

        @Override
        public List<Segment> segments(int shard, ByteBuffer state) {
            return named;
        }

        @Override
        public String text(LogEntry entry) {
            return "kind %d, %s".formatted(entry.kind(), RecordingOwner.text(entry.body()));
        }

        @Override
        public Optional<String> problem(LogEntry entry) {
            return RecordingOwner.text(entry.body()).equals("nonsense")
                    ? Optional.of("nonsense")
                    : Optional.empty();
        }
    }

    @Test
    void theGoldenDirectory_isWholeAndItsDumpIsTheGoldenOne() throws IOException {
        restoreGolden();
        List<String> lines = new ArrayList<>();

        Verdict verdict = inspection.check(folder, damages::add);
        inspection.dump(folder, lines::add);

        assertEquals(List.of(), damages);
        assertEquals(
                List.of(
                        "node 0 of cluster AAAAAAAAAAAAAAAAAAAAAA, 3 shards",
                        "1 journal files with 5 entries",
                        "1 checkpoints"),
                verdict.seen());
        assertEquals(
                new String(golden("dump.txt"), StandardCharsets.UTF_8),
                String.join("\n", lines) + "\n");
    }

    private void restoreGolden() throws IOException {
        for (String name : GOLDEN) {
            Path file = folder.resolve(name);
            Files.createDirectories(Objects.requireNonNull(file.getParent()));
            Files.write(file, golden(name));
        }
    }

    @Test
    void oneFile_isDumpedByItself() throws IOException {
        write(3);
        List<String> lines = new ArrayList<>();

        inspection.dump(folder.resolve(FIRST_FILE), lines::add);

        assertEquals(
                "life 1, 3 shards, entries from 1 on, epoch 0 before, 2048 bytes",
                lines.getFirst());
        assertTrue(
                lines.get(2).endsWith("shard 0 position 1 epoch 1: kind 0, 0" + "y".repeat(300)),
                lines::toString);
        Path other = Files.writeString(folder.resolve("journal/notes.txt"), "mine");
        assertThrows(StorageException.class, () -> inspection.dump(other, lines::add));
        assertThrows(
                StorageException.class,
                () -> inspection.dump(folder.resolve("journal/0000000000000077.log"), lines::add));
    }

    @Test
    void everyDamage_isNamedWithItsPlace_andNothingIsChanged() throws IOException {
        write(12);
        Map<String, String> sound = content();
        long second = 64 + 56;
        flip(FIRST_FILE, second + 60);
        flip(FIRST_FILE, second + 3 * 360 + 60);
        flip("journal/0000000000000002.log", 64 + 60);
        Map<String, String> damaged = content();
        assertTrue(!sound.equals(damaged));

        inspection.check(folder, damages::add);

        assertEquals(3, damages.size(), damages::toString);
        assertEquals(
                folder.resolve(FIRST_FILE) + " at byte 120: expected entry 2, found no valid entry",
                damages.getFirst());
        assertEquals(damaged, content());
        List<String> lines = new ArrayList<>();
        inspection.dump(folder, lines::add);
        assertEquals(
                3,
                lines.stream().filter(line -> line.contains("bytes that are no entry")).count(),
                lines::toString);
    }

    @Test
    void anEntryThatItsOwnerCannotRead_isDamage() {
        LocalStorage storage = TestStorage.open(new LocalDisk(folder));
        RecordingOwner.of(storage.logs().log(0));
        storage.logs().log(0).append(List.of(entry(0, "h", "nonsense")));
        storage.close();

        inspection.check(folder, damages::add);

        assertEquals(
                List.of(
                        folder.resolve(FIRST_FILE)
                                + " at byte 120: expected an entry of the broker, found nonsense"),
                damages);
    }

    @Test
    void aCheckpointThatIsDamagedOrBeyondTheJournal_isDamage() throws IOException {
        LocalStorage storage = TestStorage.open(new LocalDisk(folder));
        for (int shard = 0; shard < 2; shard++) {
            RecordingOwner.of(storage.logs().log(shard));
            storage.logs().log(shard).append(List.of(entry(0, "h", "a")));
            TestStorage.commit(storage);
            storage.logs().log(shard).checkpoint(1, RecordingOwner.bytes("state"));
        }
        storage.close();
        flip("blob/checkpoint+0+0000000000000001", 37);
        Files.delete(folder.resolve(FIRST_FILE));

        inspection.check(folder, damages::add);

        assertEquals(2, damages.size(), damages::toString);
        assertTrue(damages.get(0).contains("checksum"), damages::toString);
        assertTrue(
                damages.get(1).contains("expected a journal up to position 1 of shard 1"),
                damages::toString);
    }

    @Test
    void aDirectoryInUse_isNotChecked_andOneBeingCheckedIsNotUsed() throws IOException {
        LocalOptions options = TestStorage.options(Durability.OS);
        try (LocalStorage inUse = LocalStorage.open(folder, options, Runnable::run)) {
            assertEquals(3, inUse.identity().shards());
            DataDirectoryException refused =
                    assertThrows(
                            DataDirectoryException.class,
                            () -> inspection.check(folder, damages::add));
            assertTrue(refused.toString().contains("in use"), refused::toString);
        }
        inspection.check(folder, damages::add);
        assertEquals(List.of(), damages);

        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThrows(DataDirectoryException.class, () -> inspection.check(empty, damages::add));
        assertThrows(
                DataDirectoryException.class,
                () -> inspection.check(folder.resolve("none"), damages::add));
        assertEquals(List.of(), List.of(Objects.requireNonNull(empty.toFile().list())));
    }

    /// What a check calls damage is what a start refuses, whatever bits are flipped.
    @Test
    void anyBitsFlipped_areDamageWhereRecoveryRefusesThem() {
        int refusals = 0;
        for (long seed = 0; seed < 1_500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FaultDisk disk = damaged(random);
            damages.clear();

            inspection.check(disk, damages::add);

            boolean refused = false;
            try {
                LocalStorage storage = TestStorage.open(disk);
                for (int shard = 0; shard < storage.logs().shards(); shard++) {
                    RecordingOwner.of(storage.logs().log(shard));
                }
            } catch (CorruptDataException e) {
                refused = true;
                refusals++;
            }
            assertEquals(refused, !damages.isEmpty(), "seed " + seed + " " + damages);
        }
        assertTrue(refusals > 100 && refusals < 1_400, refusals + " refused");
    }

    private static FaultDisk damaged(SplittableRandom random) {
        FaultDisk disk = new FaultDisk();
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        for (int i = random.nextInt(14); i >= 0; i--) {
            String body = i + "y".repeat(random.nextInt(700));
            storage.logs().log(0).append(List.of(entry(0, "h", body)));
            if (random.nextBoolean()) {
                TestStorage.commit(storage);
            }
        }
        TestStorage.commit(storage);
        FaultDisk after = disk.shutDown();
        List<String> files = after.list("journal");
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            String file = "journal/" + files.get(random.nextInt(files.size()));
            try (DiskFile open = after.open(file)) {
                after.flipBit(file, random.nextLong(open.sizeBytes()), random.nextInt(8));
            }
        }
        return after;
    }

    /// Entries of 300 bytes, each committed by itself.
    private void write(int entries) {
        LocalStorage storage = TestStorage.open(new LocalDisk(folder));
        RecordingOwner.of(storage.logs().log(0));
        for (int i = 0; i < entries; i++) {
            storage.logs().log(0).append(List.of(entry(0, "h", i % 10 + "y".repeat(300))));
            TestStorage.commit(storage);
        }
        storage.close();
    }

    private void flip(String name, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(folder.resolve(name));
        bytes[(int) position] ^= 4;
        Files.write(folder.resolve(name), bytes);
    }

    private Map<String, String> content() throws IOException {
        Map<String, String> content = new TreeMap<>();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                content.put(
                        file.toString(),
                        StandardCharsets.ISO_8859_1
                                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                                .toString());
            }
        }
        return content;
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = DataInspectionTest.class.getResourceAsStream("/golden/v1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }

    @Test
    void segmentsThatCheckpointsName_areLookedInto_andMissedIfTheyAreNotThere() throws IOException {
        restoreGolden();
        LocalBlobStore blobs =
                new LocalBlobStore(
                        new LocalDisk(folder), LocalBlobStore.SEGMENT_FOLDER, Removals.ALWAYS);
        SegmentWriter writer = new SegmentStore(blobs, SegmentSizes.DEFAULT).writer(1, 7);
        writer.begin(new Uuid(1, 2), 3, 100);
        writer.add(SettledBatches.batch(0));
        Segment there = writer.end().getFirst();
        writer.finish();
        Segment elsewhere = new Segment(8, 16, 99, 1, 2, 3, 1);
        Segment other = new Segment(7, 16, 99, 1, 2, 3, 1);

        named = List.of(there);
        Verdict whole = inspection.check(folder, damages::add);
        named = List.of(there, other, elsewhere);
        Verdict damaged = inspection.check(folder, damages::add);
        named = List.of();

        assertEquals(0, whole.damages(), damages::toString);
        assertTrue(whole.seen().contains("1 objects with 1 segments"), whole::toString);
        assertEquals(2, damaged.damages(), damages::toString);
        assertTrue(
                damages.stream().anyMatch(text -> text.contains("1+0000000000000008")),
                damages::toString);
        List<String> lines = new ArrayList<>();
        inspection.dump(folder.resolve("segment/1+0000000000000007"), lines::add);
        assertEquals(2, lines.size(), lines::toString);
        assertTrue(
                lines.getFirst()
                        .startsWith("byte 16: partition 3 of AAAAAAAAAAEAAAAAAAAAAg, offsets 0"),
                lines::toString);
    }
}
