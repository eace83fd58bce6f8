package dev.regroup.storage.local;

import static dev.regroup.storage.log.RecordingOwner.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.log.RecordingOwner;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class RecoveryFuzzTest {
    @Test
    void anyBitsFlipped_areFoundOrCutOff_andNeverReplayed() {
        for (long seed = 0; seed < 1500; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            FaultDisk disk = new FaultDisk();
            List<String> appended = write(disk, random);
            FaultDisk damaged = disk.shutDown();
            damage(damaged, random);
            try {
                List<String> seen =
                        RecordingOwner.of(TestStorage.open(damaged).logs().log(0)).seenBodies();
                assertEquals(appended.subList(0, seen.size()), seen, "seed " + seed);
            } catch (CorruptDataException expected) {
                assertEquals(true, expected.path().startsWith("journal"), "seed " + seed);
            }
        }
    }

    private static List<String> write(FaultDisk disk, SplittableRandom random) {
        LocalStorage storage = TestStorage.open(disk);
        RecordingOwner.of(storage.logs().log(0));
        List<String> appended = new ArrayList<>();
        for (int i = random.nextInt(12); i >= 0; i--) {
            String body = i + "y".repeat(random.nextInt(700));
            appended.add(body);
            storage.logs().log(0).append(List.of(entry(0, "h", body)));
            if (random.nextBoolean()) {
                TestStorage.commit(storage);
            }
        }
        TestStorage.commit(storage);
        return appended;
    }

    private static void damage(FaultDisk disk, SplittableRandom random) {
        List<String> files = disk.list("journal");
        for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
            String file = "journal/" + files.get(random.nextInt(files.size()));
            long size = disk.open(file).sizeBytes();
            disk.flipBit(file, random.nextLong(size), random.nextInt(8));
        }
    }
}
