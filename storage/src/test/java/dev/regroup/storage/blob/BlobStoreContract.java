package dev.regroup.storage.blob;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What every [BlobStore] must do. A test class of an implementation implements this.
public interface BlobStoreContract {
    /// A store with nothing in it.
    BlobStore emptyBlobStore();

    @Test
    default void anObjectPut_isReadBackWhole() {
        BlobStore store = emptyBlobStore();

        assertTrue(store.putIfAbsent("a/b", bytes("content")));

        assertEquals(Optional.of(7L), store.lengthBytes("a/b"));
        assertEquals(Optional.of(bytes("content")), store.get("a/b", 0, 7));
    }

    @Test
    default void anObjectPutTwice_keepsItsFirstContent() {
        BlobStore store = emptyBlobStore();
        store.putIfAbsent("key", bytes("first"));

        assertFalse(store.putIfAbsent("key", bytes("second")));

        assertEquals(Optional.of(bytes("first")), store.get("key", 0, 100));
    }

    @Test
    default void aRange_isCutAtTheEndOfTheObject() {
        BlobStore store = emptyBlobStore();
        store.putIfAbsent("key", bytes("0123456789"));

        assertEquals(Optional.of(bytes("345")), store.get("key", 3, 3));
        assertEquals(Optional.of(bytes("89")), store.get("key", 8, 100));
        assertEquals(Optional.of(bytes("")), store.get("key", 10, 5));
        assertEquals(Optional.of(bytes("")), store.get("key", 1L << 40, 5));
    }

    @Test
    default void puttingAnObject_leavesTheBufferAsItWas() {
        BlobStore store = emptyBlobStore();
        ByteBuffer content = bytes("xcontent").position(1);

        store.putIfAbsent("key", content);

        assertEquals(1, content.position());
        assertEquals(Optional.of(bytes("content")), store.get("key", 0, 100));
    }

    @Test
    default void anAbsentObject_isEmptyAndMayBeDeleted() {
        BlobStore store = emptyBlobStore();

        store.delete("key");

        assertEquals(Optional.empty(), store.get("key", 0, 1));
        assertEquals(Optional.empty(), store.lengthBytes("key"));
    }

    @Test
    default void aDeletedObject_canBePutAgain() {
        BlobStore store = emptyBlobStore();
        store.putIfAbsent("key", bytes("first"));

        store.delete("key");

        assertTrue(store.putIfAbsent("key", bytes("second")));
        assertEquals(Optional.of(bytes("second")), store.get("key", 0, 100));
    }

    @Test
    default void keys_areListedByPrefixInAscendingOrder() {
        BlobStore store = emptyBlobStore();
        for (String key : List.of("b", "a/2", "a-1", "a/1", "a/10", "a.1")) {
            store.putIfAbsent(key, bytes(key));
        }

        assertEquals(List.of("a/1", "a/10", "a/2"), store.list("a/"));
        assertEquals(List.of("a-1", "a.1", "a/1", "a/10", "a/2", "b"), store.list(""));
        assertEquals(List.of(), store.list("c"));
    }

    @Test
    default void aKeyOutOfBounds_isRefused() {
        BlobStore store = emptyBlobStore();
        for (String key :
                List.of(
                        "",
                        "A",
                        "a b",
                        "/a",
                        "a/",
                        "a//b",
                        "a/../b",
                        ".",
                        "a+b",
                        "k".repeat(256))) {
            assertThrows(
                    IllegalArgumentException.class, () -> store.putIfAbsent(key, bytes("x")), key);
        }
        assertTrue(store.putIfAbsent("k".repeat(255), bytes("x")));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
