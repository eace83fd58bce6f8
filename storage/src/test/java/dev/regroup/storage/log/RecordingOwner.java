package dev.regroup.storage.log;

import dev.regroup.storage.StorageException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An owner of a shard's log for tests: keeps what replay and listener tell it, as text.
public final class RecordingOwner implements ShardLog.Replay, ShardLog.Listener {
    /// An entry that was replayed, copied.
    public record Seen(
            long position, int epoch, byte kind, String header, String body, Extent extent) {}

    private final List<Seen> seen = new ArrayList<>();
    private final List<String> checkpoints = new ArrayList<>();
    private final List<Extent> bodies = new ArrayList<>();
    private final List<StorageException> failures = new ArrayList<>();
    private long durable;

    /// Acquires the log for a new owner.
    public static RecordingOwner of(ShardLog log) {
        RecordingOwner owner = new RecordingOwner();
        owner.acquire(log);
        return owner;
    }

    public ShardLog.Acquired acquire(ShardLog log) {
        ShardLog.Acquired acquired = log.acquire(this, this);
        durable = acquired.position();
        return acquired;
    }

    public static LogEntry entry(int kind, String header, String body) {
        return new LogEntry((byte) kind, bytes(header), bytes(body));
    }

    public static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    public static String text(ByteBuffer bytes) {
        return StandardCharsets.UTF_8.decode(bytes.duplicate()).toString();
    }

    @Override
    public void checkpoint(long position, ByteBuffer state) {
        if (!seen.isEmpty()) {
            throw new IllegalStateException("a checkpoint after an entry");
        }
        checkpoints.add(position + ":" + text(state));
    }

    @Override
    public void entry(ShardLog.Replayed replayed) {
        LogEntry entry = replayed.entry();
        seen.add(
                new Seen(
                        replayed.position(),
                        replayed.epoch(),
                        entry.kind(),
                        text(entry.header()),
                        text(entry.body()),
                        replayed.body()));
    }

    @Override
    public void durable(long position, List<Extent> extents) {
        if (position != durable + extents.size()) {
            throw new IllegalStateException(
                    "durable to %d with %d bodies after %d"
                            .formatted(position, extents.size(), durable));
        }
        durable = position;
        bodies.addAll(extents);
    }

    @Override
    public void failed(StorageException cause) {
        failures.add(cause);
    }

    public List<Seen> seen() {
        return seen;
    }

    public List<String> seenBodies() {
        return seen.stream().map(Seen::body).toList();
    }

    /// Checkpoints that were replayed, as `position:state`.
    public List<String> checkpoints() {
        return checkpoints;
    }

    /// The position up to which entries are known to be durable.
    public long durable() {
        return durable;
    }

    /// Where the bodies lie that became durable since this owner acquired the log.
    public List<Extent> bodies() {
        return bodies;
    }

    public List<StorageException> failures() {
        return failures;
    }
}
