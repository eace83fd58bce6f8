package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ExtentReader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The files that hold entries, open for reading; the newest are mapped, up to a bound.
///
/// A mapping that falls out of the bound is dropped, not unmapped: slices given to readers stay
/// valid, and the collector unmaps it after the last of them.
final class JournalFiles implements ExtentReader {
    private final long residentBytes;
    private final ConcurrentSkipListMap<Long, UsedFile> files = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, ByteBuffer> mapped = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<Long, long[]> ends = new ConcurrentSkipListMap<>();
    private final Set<Long> givenUp = ConcurrentHashMap.newKeySet();
    private final Pins pins = new Pins();
    private final AtomicLong endedBytes = new AtomicLong();
    private volatile Runnable whenEnded = () -> {};

    JournalFiles(long residentBytes) {
        this.residentBytes = residentBytes;
    }

    /// Adds a file newer than all others; called by one thread at a time.
    void add(UsedFile used) {
        JournalFile file = used.file();
        files.put(file.life(), used);
        if (file.sizeBytes() <= residentBytes) {
            file.file().map(file.sizeBytes()).ifPresent(map -> mapped.put(file.life(), map));
        }
        long bytes = 0;
        for (Map.Entry<Long, ByteBuffer> entry : mapped.descendingMap().entrySet()) {
            bytes += entry.getValue().capacity();
            if (bytes > residentBytes) {
                mapped.remove(entry.getKey());
            }
        }
    }

    /// Nothing more is written to a file.
    ///
    /// @param lastPositions by shard, of the last entry in this file or an earlier one; 0 for none
    void end(long life, long[] lastPositions) {
        ends.put(life, lastPositions);
        endedBytes.addAndGet(file(life).sizeBytes());
        whenEnded.run();
    }

    /// From now on, `listener` is called by [#end].
    void whenEnded(Runnable listener) {
        whenEnded = listener;
    }

    /// Nothing more is written to a file, ever: a write or force of it has failed.
    void giveUp(long life, long[] lastPositions) {
        givenUp.add(life);
        end(life, lastPositions);
    }

    boolean isGivenUp(long life) {
        return givenUp.contains(life);
    }

    /// The oldest file that has ended, and its last positions; null if none has.
    Map.@Nullable Entry<Long, long[]> oldestEnd() {
        return ends.firstEntry();
    }

    /// Readers find the file no more.
    void withdraw(long life) {
        endedBytes.addAndGet(-file(life).sizeBytes());
        files.remove(life);
        mapped.remove(life);
        ends.remove(life);
    }

    Pins pins() {
        return pins;
    }

    /// Bytes of all files that have ended and hold entries that are needed.
    long endedBytes() {
        return endedBytes.get();
    }

    /// All files, in ascending order of life.
    List<UsedFile> used() {
        return List.copyOf(files.values());
    }

    JournalFile file(long life) {
        UsedFile used = files.get(life);
        if (used == null) {
            throw new StorageException("the journal has no file %016x".formatted(life));
        }
        return used.file();
    }

    @Override
    public Pin pin() {
        return pins.take();
    }

    @Override
    public Optional<ByteBuffer> resident(Extent extent) {
        ByteBuffer map = mapped.get(extent.fileId());
        if (map == null || extent.positionBytes() + extent.lengthBytes() > map.capacity()) {
            return Optional.empty();
        }
        return Optional.of(map.slice((int) extent.positionBytes(), extent.lengthBytes()));
    }

    @Override
    public ByteBuffer read(Extent extent) {
        JournalFile file = file(extent.fileId());
        ByteBuffer bytes = ByteBuffer.allocate(extent.lengthBytes());
        file.read(bytes, extent.positionBytes());
        if (bytes.hasRemaining()) {
            throw new StorageException(
                    "%s ends %d bytes before %s does"
                            .formatted(file.path(), bytes.remaining(), extent));
        }
        return bytes.flip();
    }

    void close() {
        mapped.clear();
        files.values().forEach(used -> used.file().file().close());
    }
}
