package dev.regroup.storage.disk;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A disk in memory that can lose power, fail operations, and lie about forcing.
///
/// Content and names are durable only once forced. [#crash] gives the disk that is found after a
/// power cut: of every un-forced write all, nothing, a prefix or some sectors; of every un-forced
/// change of a name all or nothing. Files cannot be mapped. For one thread.
public final class FaultDisk implements Disk {
    /// A change of names that is not durable yet: which names then stand for which content.
    private record NameChange(String folder, Map<String, Optional<FaultContent>> bindings) {}

    private final TreeMap<String, FaultContent> visible = new TreeMap<>();
    private final TreeMap<String, FaultContent> forced = new TreeMap<>();
    private final List<NameChange> changes = new ArrayList<>();
    private long operations;
    private long cutAt = Long.MAX_VALUE;
    private long capacityBytes = Long.MAX_VALUE;
    private boolean off;
    private boolean lying;
    private Predicate<DiskOperation> failing = operation -> false;

    /// The number of changes asked for so far.
    public long operations() {
        return operations;
    }

    /// Cuts the power at the given operation, counted from 1. If it is a write or a change of a
    /// name, it may still have happened, in part.
    public void cutPowerAt(long operation) {
        cutAt = operation;
    }

    public boolean isOff() {
        return off;
    }

    /// Fails the operations that `choice` picks. A failed write may have written a part; what a
    /// failed force was to make durable never will be, though readers go on seeing it.
    public void failWhen(Predicate<DiskOperation> choice) {
        failing = choice;
    }

    /// From now on the disk holds as many bytes; writing and creating beyond fails.
    public void limitTo(long bytes) {
        capacityBytes = bytes;
    }

    @Override
    public OptionalLong usableBytes() {
        checkPower();
        return OptionalLong.of(Math.max(0, capacityBytes - usedBytes()));
    }

    private long usedBytes() {
        return visible.values().stream().mapToLong(FaultContent::sizeBytes).sum();
    }

    /// From now on forces report success and do nothing.
    public void lieAboutForcing() {
        lying = true;
    }

    /// The disk as it is found after a power cut now.
    public FaultDisk crash(SplittableRandom random) {
        TreeMap<String, FaultContent> names = new TreeMap<>(forced);
        for (NameChange change : changes) {
            if (random.nextBoolean()) {
                apply(change, names);
            }
        }
        FaultDisk after = new FaultDisk();
        names.forEach((name, content) -> after.put(name, content.survivor(random)));
        return after;
    }

    /// The disk with everything that readers see durable, as after an orderly end of the machine.
    public FaultDisk shutDown() {
        FaultDisk after = new FaultDisk();
        visible.forEach((name, content) -> after.put(name, content.flushed()));
        return after;
    }

    private void put(String name, FaultContent content) {
        visible.put(name, content);
        forced.put(name, content);
    }

    /// Flips one bit of a file, durably.
    public void flipBit(String name, long positionBytes, int bit) {
        content(name).flipBit((int) positionBytes, bit);
    }

    @Override
    public DiskFile open(String name) {
        checkPower();
        FaultContent content = visible.get(name);
        if (content == null) {
            content = new FaultContent();
            change(DiskOperation.Kind.CREATE, name, Map.of(name, Optional.of(content)));
        }
        return new OpenFile(name, content);
    }

    @Override
    public boolean exists(String name) {
        checkPower();
        return visible.containsKey(name);
    }

    @Override
    public List<String> list(String folder) {
        checkPower();
        return visible.keySet().stream()
                .filter(name -> folderOf(name).equals(folder))
                .map(name -> name.substring(name.lastIndexOf('/') + 1))
                .sorted()
                .toList();
    }

    @Override
    public void rename(String from, String to) {
        Map<String, Optional<FaultContent>> bindings = new TreeMap<>();
        bindings.put(from, Optional.empty());
        bindings.put(to, Optional.of(content(from)));
        change(DiskOperation.Kind.RENAME, from, bindings);
    }

    @Override
    public void delete(String name) {
        checkPower();
        if (visible.containsKey(name)) {
            change(DiskOperation.Kind.DELETE, name, Map.of(name, Optional.empty()));
        }
    }

    private void change(
            DiskOperation.Kind kind, String name, Map<String, Optional<FaultContent>> bindings) {
        NameChange change = new NameChange(folderOf(name), bindings);
        @Nullable StorageException fault = begin(kind, name);
        if (fault == null || fault instanceof PowerCut) {
            changes.add(change);
            apply(change, visible);
        }
        if (fault != null) {
            throw fault;
        }
    }

    private static void apply(NameChange change, Map<String, FaultContent> names) {
        change.bindings()
                .forEach((name, content) ->
                        content.ifPresentOrElse(
                                bound -> names.put(name, bound), () -> names.remove(name)));
    }

    @Override
    public void forceDirectory(String folder) {
        @Nullable StorageException fault = begin(DiskOperation.Kind.FORCE_DIRECTORY, folder);
        if (fault != null) {
            throw fault;
        }
        if (!lying) {
            changes.stream()
                    .filter(change -> change.folder().equals(folder))
                    .forEach(change -> apply(change, forced));
            changes.removeIf(change -> change.folder().equals(folder));
        }
    }

    private FaultContent content(String name) {
        checkPower();
        FaultContent content = visible.get(name);
        if (content == null) {
            throw new StorageException("no such file: " + name);
        }
        return content;
    }

    private static String folderOf(String name) {
        return name.substring(0, Math.max(0, name.lastIndexOf('/')));
    }

    private void checkPower() {
        if (off) {
            throw new PowerCut(cutAt);
        }
    }

    /// Counts an operation; returns how it fails, if it does.
    private @Nullable StorageException begin(DiskOperation.Kind kind, String name) {
        checkPower();
        operations++;
        if (operations >= cutAt) {
            off = true;
            return new PowerCut(operations);
        }
        DiskOperation operation = new DiskOperation(operations, kind, name);
        return failing.test(operation)
                ? new StorageException("input/output error: %s".formatted(operation))
                : null;
    }

    /// A file of the disk, opened under a name.
    private final class OpenFile implements DiskFile {
        private final String name;
        private final FaultContent content;

        OpenFile(String name, FaultContent content) {
            this.name = name;
            this.content = content;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public long sizeBytes() {
            checkPower();
            return content.sizeBytes();
        }

        @Override
        public int read(ByteBuffer target, long positionBytes) {
            checkPower();
            return content.read(target, positionBytes);
        }

        @Override
        public void write(ByteBuffer[] sources, long positionBytes) {
            byte[] bytes = join(sources);
            @Nullable StorageException fault = begin(DiskOperation.Kind.WRITE, name);
            long growth = positionBytes + bytes.length - content.sizeBytes();
            if (fault == null && growth > 0 && growth > capacityBytes - usedBytes()) {
                fault = new StorageFullException("no space left for %s".formatted(name));
            }
            if (fault == null || fault instanceof PowerCut) {
                content.write(bytes, positionBytes);
            } else {
                content.write(Arrays.copyOf(bytes, bytes.length / 2), positionBytes);
            }
            if (fault != null) {
                throw fault;
            }
        }

        private static byte[] join(ByteBuffer[] sources) {
            int length = 0;
            for (ByteBuffer source : sources) {
                length += source.remaining();
            }
            ByteBuffer joined = ByteBuffer.allocate(length);
            for (ByteBuffer source : sources) {
                joined.put(source);
            }
            return joined.array();
        }

        @Override
        public void force() {
            @Nullable StorageException fault = begin(DiskOperation.Kind.FORCE, name);
            if (fault != null) {
                if (!(fault instanceof PowerCut)) {
                    content.failForce();
                }
                throw fault;
            }
            if (!lying) {
                content.force();
            }
        }

        @Override
        public Optional<ByteBuffer> map(long lengthBytes) {
            return Optional.empty();
        }

        @Override
        public void close() {}
    }
}
