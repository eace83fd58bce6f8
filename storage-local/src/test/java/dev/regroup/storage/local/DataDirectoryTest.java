package dev.regroup.storage.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.disk.PowerCut;
import dev.regroup.storage.local.directory.DataDirectory;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.journal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataDirectoryTest {
    @TempDir Path folder;

    private static LocalStorage open(Path folder, int nodeId, int shards) {
        LocalOptions options =
                new LocalOptions(TestStorage.options(Durability.OS).journal(), shards, nodeId);
        return LocalStorage.open(folder, options, Runnable::run);
    }

    private static String refusal(Path folder) {
        DataDirectoryException refused =
                assertThrows(DataDirectoryException.class, () -> open(folder, 0, 3));
        return String.valueOf(refused.getMessage());
    }

    @Test
    void aNewDirectory_keepsItsIdentity() {
        Identity made;
        try (LocalStorage storage = open(folder.resolve("new/data"), 7, 3)) {
            made = storage.identity();
        }

        try (LocalStorage storage = open(folder.resolve("new/data"), 7, 64)) {
            assertEquals(made, storage.identity());
            assertEquals(3, storage.logs().shards());
        }
        assertTrue(made.clusterId().matches("[A-Za-z0-9_][A-Za-z0-9_-]{21}"));
    }

    @Test
    void anotherNodesDirectory_isRefused() {
        open(folder, 7, 3).close();

        assertEquals("the data directory belongs to node 7, this is node 0", refusal(folder));
    }

    @Test
    void aSecondUser_isRefusedAndToldWhoHoldsIt() {
        LocalStorage first = open(folder, 0, 3);

        String refusal = refusal(folder);

        assertTrue(
                refusal.endsWith(
                        "is in use by another process, pid " + ProcessHandle.current().pid()),
                refusal);
        first.close();
        open(folder, 0, 3).close();
    }

    @Test
    void aNewerFormat_isRefused() throws IOException {
        open(folder, 0, 3).close();
        Path file = folder.resolve(DataDirectory.FILE);
        Files.writeString(
                file, Files.readString(file).replace("format.version=1", "format.version=2"));

        assertEquals(
                "the data directory has format 2, this version reads 1; use a newer version",
                refusal(folder));
    }

    @Test
    void aDirectoryThatLostItsFile_isRefused() throws IOException {
        open(folder, 0, 3).close();
        Files.delete(folder.resolve(DataDirectory.FILE));

        assertTrue(refusal(folder).contains("restore that file"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "format.version=x", "format.version=1\ncluster.id=short"})
    void aDamagedFile_isRefused(String content) throws IOException {
        Files.writeString(folder.resolve(DataDirectory.FILE), content);

        assertTrue(refusal(folder).startsWith(DataDirectory.FILE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "meta.properties",
                "__cluster_metadata-0/x",
                "recovery-point-offset-checkpoint",
                "orders-12/00000000000000000000.log"
            })
    void aDirectoryWithKafkasData_isRefusedUntouched(String name) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, "kafka");

        assertTrue(refusal(folder).contains("holds Apache Kafka's data"));

        assertEquals("kafka", Files.readString(file));
        try (Stream<Path> entries = Files.list(folder)) {
            assertEquals(1, entries.count());
        }
        assertFalse(Files.exists(folder.resolve(".lock")));
    }

    @Test
    void aFolderThatOnlyLooksLikeAPartition_isNoObstacle() throws IOException {
        Files.createDirectories(folder.resolve("lost-1"));

        open(folder, 0, 3).close();
    }

    @Test
    void aCrashWhileTheDirectoryIsMade_leavesItUsable() {
        Identity first = new Identity(TestStorage.CLUSTER_ID, 0, 3);
        Identity second = new Identity("BBBBBBBBBBBBBBBBBBBBBB", 0, 3);
        for (int seed = 0; seed < 100; seed++) {
            FaultDisk disk = new FaultDisk();
            disk.cutPowerAt(1 + seed % 6);
            boolean made = false;
            try {
                DataDirectory.open(disk, first);
                made = true;
            } catch (PowerCut expected) {
                assertTrue(disk.isOff());
            }

            Identity found = DataDirectory.open(disk.crash(new SplittableRandom(seed)), second);

            assertTrue(found.equals(first) || !made, "seed " + seed);
            assertTrue(List.of(first, second).contains(found));
        }
    }
}
