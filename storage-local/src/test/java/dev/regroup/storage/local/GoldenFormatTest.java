package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.log.RecordingOwner;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// The formats on disk, byte for byte. The files under `golden/v1` are never edited: a later
/// version must go on reading them. `-Dregroup.golden.write=<folder>` writes a new set.
class GoldenFormatTest {
    private static final List<String> NAMES =
            List.of(
                    "regroup.properties",
                    "journal/0000000000000001.log",
                    "blob/checkpoint+1+0000000000000001");

    @Test
    void whatIsWritten_isWhatTheGoldenFilesHold() throws IOException {
        FaultDisk disk = new FaultDisk();
        write(disk);
        for (String name : NAMES) {
            assertEquals(
                    HexFormat.of().formatHex(golden(name)),
                    HexFormat.of().formatHex(content(disk, name)),
                    name);
        }
    }

    @Test
    void theGoldenFiles_areRead() throws IOException {
        FaultDisk disk = new FaultDisk();
        for (String name : NAMES) {
            disk.open(name).write(new ByteBuffer[] {ByteBuffer.wrap(golden(name))}, 0);
        }

        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner zero = RecordingOwner.of(storage.logs().log(0));
        RecordingOwner one = RecordingOwner.of(storage.logs().log(1));

        assertEquals(TestStorage.CLUSTER_ID, storage.identity().clusterId());
        assertEquals(List.of("first", "third"), zero.seenBodies());
        assertEquals((byte) -7, zero.seen().getFirst().kind());
        assertEquals("header", zero.seen().getFirst().header());
        assertEquals(List.of("1:state"), one.checkpoints());
        assertEquals(List.of("fourth"), one.seenBodies());
        assertEquals(2, storage.journal().epochAtOpen());
    }

    private static void write(FaultDisk disk) {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        RecordingOwner.of(storage.logs().log(1));
        storage.logs().log(0).append(List.of(entry(-7, "header", "first")));
        storage.logs().log(1).append(List.of(entry(1, "", "second")));
        TestStorage.commit(storage);
        storage.logs().log(1).checkpoint(1, RecordingOwner.bytes("state"));
        storage.logs().log(0).append(List.of(entry(2, "h", "third")));
        storage.logs().log(1).append(List.of(entry(3, "h", "fourth")));
        TestStorage.commit(storage);
        writeNewSet(disk);
    }

    private static void writeNewSet(FaultDisk disk) {
        String folder = System.getProperty("regroup.golden.write");
        if (folder == null) {
            return;
        }
        try {
            for (String name : NAMES) {
                Path file = Path.of(folder).resolve(name);
                Files.createDirectories(Objects.requireNonNull(file.getParent()));
                Files.write(file, content(disk, name));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] content(FaultDisk disk, String name) {
        DiskFile file = disk.open(name);
        ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
        file.read(bytes, 0);
        return bytes.array();
    }

    private static byte[] golden(String name) throws IOException {
        try (InputStream in = GoldenFormatTest.class.getResourceAsStream("/golden/v1/" + name)) {
            return Objects.requireNonNull(in, name).readAllBytes();
        }
    }
}
