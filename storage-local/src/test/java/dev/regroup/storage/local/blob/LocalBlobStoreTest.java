package dev.regroup.storage.local.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.blob.BlobStore;
import dev.regroup.storage.blob.BlobStoreContract;
import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.disk.PowerCut;
import dev.regroup.storage.local.disk.LocalDisk;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalBlobStoreTest {
    @Nested
    class OnADiskInMemory implements BlobStoreContract {
        @Override
        public BlobStore emptyBlobStore() {
            return new LocalBlobStore(new FaultDisk());
        }
    }

    @Nested
    class InADirectory implements BlobStoreContract {
        @TempDir Path folder;

        @Override
        public BlobStore emptyBlobStore() {
            return new LocalBlobStore(new LocalDisk(folder));
        }
    }

    @Test
    void anObjectCutOffByACrash_isThereWholeOrNotAtAll() {
        ByteBuffer content = ByteBuffer.allocate(3000);
        for (int seed = 0; seed < 200; seed++) {
            FaultDisk disk = new FaultDisk();
            LocalBlobStore store = new LocalBlobStore(disk);
            disk.cutPowerAt(1 + seed % 6);
            boolean put = false;
            try {
                put = store.putIfAbsent("a/key", content);
            } catch (PowerCut expected) {
                assertTrue(disk.isOff());
            }

            FaultDisk after = disk.crash(new SplittableRandom(seed));
            LocalBlobStore again = new LocalBlobStore(after);

            Optional<ByteBuffer> found = again.get("a/key", 0, 5000);
            found.ifPresent(bytes -> assertEquals(content, bytes));
            assertTrue(found.isPresent() || !put, "seed " + seed);
            assertEquals(found.isPresent() ? 1 : 0, after.list(LocalBlobStore.FOLDER).size());
        }
    }
}
