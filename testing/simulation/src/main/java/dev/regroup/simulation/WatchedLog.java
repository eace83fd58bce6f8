package dev.regroup.simulation;

import dev.regroup.broker.offsets.GroupRecords;
import dev.regroup.broker.shard.EntryCodec;
import dev.regroup.broker.shard.ShardCheckpoint;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/// A shard's log in one life of the node, and what it holds of groups: each entry is read as a
/// replay would read it, when it is appended and when it is replayed.
final class WatchedLog implements ShardLog {
    private final ShardLog log;
    private final Uuid offsetsTopic;
    private final LogMemory memory;
    private final Reader reader;
    private boolean isLost;

    /// Is told each event of a group, in the order of the log.
    interface Reader {
        /// The log is about to be replayed.
        void restart();

        void replayed(DurableEvent event);

        void appended(DurableEvent event);
    }

    /// @param memory what is known of the log from earlier lives
    WatchedLog(ShardLog log, Uuid offsetsTopic, LogMemory memory, Reader reader) {
        this.log = log;
        this.offsetsTopic = offsetsTopic;
        this.memory = memory;
        this.reader = reader;
    }

    boolean isLost() {
        return isLost;
    }

    @Override
    public int shard() {
        return log.shard();
    }

    @Override
    public Acquired acquire(Replay replay, Listener listener) {
        reader.restart();
        isLost = false;
        Acquired acquired = log.acquire(new Replaying(replay), new Listening(listener));
        memory.acquired(acquired.position());
        return acquired;
    }

    @Override
    public long append(List<LogEntry> group) {
        long last;
        try {
            last = log.append(group);
        } catch (StorageException refused) {
            isLost = true;
            throw refused;
        }
        long position = last - group.size();
        for (LogEntry entry : group) {
            memory.appended(++position, entry);
            events(entry).forEach(reader::appended);
        }
        return last;
    }

    private List<DurableEvent> events(LogEntry entry) {
        return EntryCodec.partitionOfBatch(entry)
                .filter(partition -> partition.topicId().equals(offsetsTopic))
                .map(partition -> GroupRecords.decode(entry.body().slice()))
                .orElse(List.of());
    }

    @Override
    public boolean hasRoom(Use use, long bytes) {
        return log.hasRoom(use, bytes);
    }

    @Override
    public void checkpoint(long position, ByteBuffer state) {
        log.checkpoint(position, state);
    }

    @Override
    public void release(long position) {
        log.release(position);
    }

    @Override
    public Optional<Long> checkpointPosition() {
        return log.checkpointPosition();
    }

    private final class Replaying implements Replay {
        private final Replay replay;

        Replaying(Replay replay) {
            this.replay = replay;
        }

        @Override
        public void checkpoint(long position, ByteBuffer state) {
            ShardCheckpoint.decode(shard(), state).groups().forEach(reader::replayed);
            replay.checkpoint(position, state);
        }

        @Override
        public void entry(Replayed replayed) {
            memory.replayed(replayed.position(), replayed.entry());
            events(replayed.entry()).forEach(reader::replayed);
            replay.entry(replayed);
        }
    }

    private final class Listening implements Listener {
        private final Listener listener;

        Listening(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void durable(long position, List<Extent> bodies) {
            memory.durable(position);
            listener.durable(position, bodies);
        }

        @Override
        public void failed(StorageException cause) {
            isLost = true;
            listener.failed(cause);
        }
    }
}
