package dev.regroup.storage.memory;

import dev.regroup.storage.blob.BlobStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;

/// Objects in memory. Safe for use by many threads; bounded only by the heap.
public final class MemoryBlobStore implements BlobStore {
    private final ConcurrentNavigableMap<String, ByteBuffer> objects =
            new ConcurrentSkipListMap<>();

    @Override
    public boolean putIfAbsent(String key, ByteBuffer content) {
        BlobStore.checkKey(key);
        return objects.putIfAbsent(key, MemoryBytes.copy(content)) == null;
    }

    @Override
    public Optional<ByteBuffer> get(String key, long position, int lengthBytes) {
        BlobStore.checkRange(position, lengthBytes);
        ByteBuffer content = objects.get(BlobStore.checkKey(key));
        if (content == null) {
            return Optional.empty();
        }
        int from = (int) Math.min(position, content.remaining());
        int length = Math.min(lengthBytes, content.remaining() - from);
        return Optional.of(content.slice(from, length));
    }

    @Override
    public Optional<Long> lengthBytes(String key) {
        return Optional.ofNullable(objects.get(BlobStore.checkKey(key)))
                .map(content -> (long) content.remaining());
    }

    @Override
    public void delete(String key) {
        objects.remove(BlobStore.checkKey(key));
    }

    @Override
    public List<String> list(String prefix) {
        return objects.tailMap(prefix).keySet().stream()
                .takeWhile(key -> key.startsWith(prefix))
                .toList();
    }
}
