package dev.regroup.storage.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.storage.blob.BlobStore;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

class LogValuesTest {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    @Test
    void anExtentBeforeTheBeginning_isABug() {
        assertThrows(IllegalArgumentException.class, () -> new Extent(-1, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new Extent(0, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new Extent(0, 0, -1));
    }

    @Test
    void anEntrysHeader_hasItsBound() {
        ByteBuffer largest = ByteBuffer.allocate(LogEntry.HEADER_BYTES_MAX);
        ByteBuffer larger = ByteBuffer.allocate(LogEntry.HEADER_BYTES_MAX + 1);

        assertEquals(
                LogEntry.HEADER_BYTES_MAX, new LogEntry((byte) 1, largest, NOTHING).sizeBytes());
        assertThrows(IllegalArgumentException.class, () -> new LogEntry((byte) 1, larger, NOTHING));
    }

    @Test
    void keysOfBlobs_haveTheirForm() {
        assertEquals("checkpoint/3/a-b_c.9", BlobStore.checkKey("checkpoint/3/a-b_c.9"));
        for (String wrong :
                new String[] {"", "a".repeat(256), "a//b", "/a", "a/", ".", "a/..", "A"}) {
            assertThrows(IllegalArgumentException.class, () -> BlobStore.checkKey(wrong), wrong);
        }
        assertThrows(IllegalArgumentException.class, () -> BlobStore.checkRange(-1, 0));
        assertThrows(IllegalArgumentException.class, () -> BlobStore.checkRange(0, -1));
    }
}
