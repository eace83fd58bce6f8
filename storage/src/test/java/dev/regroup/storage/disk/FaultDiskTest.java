package dev.regroup.storage.disk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FaultDiskTest {
    private final FaultDisk disk = new FaultDisk();

    @Test
    void whatWasWritten_isReadBackBeforeItIsForced() {
        write("a", 0, "hello");
        write("a", 3, "p me");

        assertEquals("help me", read(disk, "a"));
    }

    @Test
    void whatWasForced_survivesEveryCrash() {
        write("a", 0, "kept");
        disk.open("a").force();
        disk.forceDirectory("");
        write("a", 4, "-maybe");

        assertEquals(1, crashes(d -> d.list("").toString()).size());
        assertTrue(crashes(d -> read(d, "a")).stream().allMatch(s -> s.startsWith("kept")));
        assertTrue(crashes(d -> read(d, "a")).containsAll(List.of("kept", "kept-maybe")));
    }

    @Test
    void aWriteThatWasNotForced_isKeptDroppedOrTorn() {
        disk.open("a");
        disk.forceDirectory("");
        write("a", 0, "x".repeat(1024));

        TreeSet<Integer> lengths = new TreeSet<>();
        crashes(d -> read(d, "a")).forEach(text -> lengths.add(text.replace("\0", "").length()));

        assertTrue(lengths.containsAll(List.of(0, 512, 1024)));
        assertTrue(lengths.size() > 10);
        assertTrue(
                crashes(d -> read(d, "a")).contains("\0".repeat(512) + "x".repeat(512)),
                "the second sector without the first");
    }

    @Test
    void aNameThatWasNotForced_mayBeGoneOrBack() {
        write("old", 0, "content");
        disk.open("old").force();
        disk.forceDirectory("");
        disk.rename("old", "new");
        disk.open("other");

        assertEquals(
                new TreeSet<>(List.of("[new, other]", "[new]", "[old, other]", "[old]")),
                crashes(d -> d.list("").toString()));
    }

    @Test
    void namesOfOneFolder_areForcedWithoutThoseOfAnother() {
        disk.open("a/1");
        disk.open("b/1");
        disk.forceDirectory("a");

        assertEquals(1, crashes(d -> d.list("a").toString()).size());
        assertEquals(2, crashes(d -> d.list("b").toString()).size());
        assertEquals(List.of(), disk.list(""));
    }

    @Test
    void thePowerCutAtAnOperation_failsItAndAllThatFollow() {
        disk.open("a");
        disk.forceDirectory("");
        disk.cutPowerAt(disk.operations() + 1);

        assertThrows(PowerCut.class, () -> write("a", 0, "x"));

        assertTrue(disk.isOff());
        assertThrows(PowerCut.class, () -> disk.list(""));
        assertEquals(2, crashes(d -> read(d, "a")).size());
    }

    @Test
    void afterAFailedForce_aLaterOneDoesNotSaveWhatItCovered() {
        disk.open("a");
        disk.forceDirectory("");
        write("a", 0, "lost");
        disk.failWhen(operation -> operation.kind() == DiskOperation.Kind.FORCE);
        assertThrows(StorageException.class, () -> disk.open("a").force());

        disk.failWhen(operation -> false);
        write("a", 4, "kept");
        disk.open("a").force();

        assertEquals("lostkept", read(disk, "a"));
        assertTrue(crashes(d -> read(d, "a")).contains("\0\0\0\0kept"));
        assertTrue(crashes(d -> read(d, "a")).stream().allMatch(s -> s.endsWith("kept")));
    }

    @Test
    void aDiskThatLies_losesWhatWasForced() {
        disk.lieAboutForcing();
        write("a", 0, "x");
        disk.open("a").force();
        disk.forceDirectory("");

        assertTrue(crashes(d -> d.list("").toString()).contains("[]"));
    }

    private Set<String> crashes(Function<FaultDisk, String> look) {
        return IntStream.range(0, 200)
                .mapToObj(seed -> look.apply(disk.crash(new SplittableRandom(seed))))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private void write(String name, long position, String text) {
        disk.open(name)
                .write(
                        new ByteBuffer[] {
                            ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1))
                        },
                        position);
    }

    private static String read(FaultDisk disk, String name) {
        DiskFile file = disk.open(name);
        ByteBuffer bytes = ByteBuffer.allocate((int) file.sizeBytes());
        file.read(bytes, 0);
        return StandardCharsets.ISO_8859_1.decode(bytes.flip()).toString();
    }
}
