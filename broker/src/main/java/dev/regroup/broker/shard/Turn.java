package dev.regroup.broker.shard;

import dev.regroup.coordinator.Envelope;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLog.Use;
import java.util.ArrayList;
import java.util.List;

/// What a side may ask of its shard while it decides: entries to log, replies to hold until they
/// are durable, messages to other shards.
///
/// Entries of one turn go to the log in one piece.
final class Turn {
    private final ShardLog log;
    private final ReplyGate gate;
    private final List<LogEntry> gathered = new ArrayList<>();
    private long gatheredBytes;
    private long position;
    private Envelope envelope = new Envelope(0, 0);

    Turn(ShardLog log, long durablePosition) {
        this.log = log;
        this.gate = new ReplyGate(durablePosition);
        this.position = durablePosition;
    }

    ReplyGate gate() {
        return gate;
    }

    Envelope envelope() {
        return envelope;
    }

    void begin(Envelope now) {
        envelope = now;
    }

    /// Position of the last entry logged so far; what it stands for may not be durable yet.
    long position() {
        return position;
    }

    /// Adds an entry to this turn; returns the position it will have.
    long log(LogEntry entry) {
        gathered.add(entry);
        gatheredBytes += entry.sizeBytes();
        return ++position;
    }

    /// Whether the log has room for that much beside what this turn has logged; to be asked before
    /// deciding.
    boolean hasRoom(Use use, long bytes) {
        return log.hasRoom(use, gatheredBytes + bytes);
    }

    <R> void reply(long restsOn, ReplyTo<R> replyTo, R reply, R ifTheLogFails) {
        gate.hold(restsOn, new HeldReply<>(replyTo, reply, ifTheLogFails));
    }

    void whenDurable(long restsOn, Runnable action) {
        gate.hold(restsOn, new HeldAction(action));
    }

    /// Hands what was gathered to the log.
    void flush() {
        if (gathered.isEmpty()) {
            return;
        }
        long last = log.append(List.copyOf(gathered));
        gathered.clear();
        gatheredBytes = 0;
        if (last != position) {
            throw new IllegalStateException(
                    "shard %d: the log is at position %d where %d was expected"
                            .formatted(log.shard(), last, position));
        }
    }

    private record HeldReply<R>(ReplyTo<R> replyTo, R reply, R ifTheLogFails)
            implements ReplyGate.Release {
        @Override
        public void durable() {
            replyTo.deliver(reply);
        }

        @Override
        public void failed() {
            replyTo.deliver(ifTheLogFails);
        }
    }

    private record HeldAction(Runnable action) implements ReplyGate.Release {
        @Override
        public void durable() {
            action.run();
        }

        @Override
        public void failed() {
            // What would have been shown is not so: nothing to take back.
        }
    }
}
