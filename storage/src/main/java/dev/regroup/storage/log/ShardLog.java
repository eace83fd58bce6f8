package dev.regroup.storage.log;

import dev.regroup.storage.StorageException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// The log of one shard, the only thing that makes its state durable.
///
/// Positions count the entries of this shard, from 1, without gaps; 0 means "nothing yet". They go
/// on across restarts and owners. A log belongs to the last owner that acquired it: whatever an
/// earlier owner still appends is refused with [StorageException] and never replayed.
///
/// [#append] is called from the shard's thread only. [#acquire], [#checkpoint] and [#release] block
/// and are called from a background thread.
public interface ShardLog {
    /// What replay hands over: one entry with its place.
    ///
    /// @param position this entry's position, from 1
    /// @param epoch the epoch of the owner that appended it
    /// @param entry valid during the call only; copy what must outlive it
    /// @param body where the body can be read later
    record Replayed(long position, int epoch, LogEntry entry, Extent body) {}

    /// Receives the log's content in the order it was appended.
    interface Replay {
        /// The newest checkpoint; called at most once, before any entry.
        ///
        /// @param position the last position whose effect `state` includes
        void checkpoint(long position, ByteBuffer state);

        void entry(Replayed replayed);
    }

    /// Learns what became of appended entries; called on the log's own thread, in order.
    interface Listener {
        /// Everything up to `position`, included, is durable.
        ///
        /// @param bodies where the bodies lie of the entries that this call adds, in order: as many
        ///   as positions became durable since the last call
        void durable(long position, List<Extent> bodies);

        /// Nothing that was appended and not reported durable will ever be; the log refuses further
        /// appends until it is acquired again.
        void failed(StorageException cause);
    }

    /// What a new owner starts from.
    ///
    /// @param epoch this owner's epoch, at least 1, above every earlier one and durable
    /// @param position the last durable position
    record Acquired(int epoch, long position) {}

    /// What entries are for. When the store runs out of space, the dispensable go first: records
    /// are many and can wait with their producers.
    enum Use {
        RECORDS,
        /// Committed offsets. Everything else, members and deletions for example, is not asked for.
        OFFSETS
    }

    int shard();

    /// Takes the log over: fences earlier owners durably, replays checkpoint and entries, and from
    /// then on accepts appends and reports them to `listener`.
    Acquired acquire(Replay replay, Listener listener);

    /// Queues entries as one group: after a crash either a prefix of the group's entries is there
    /// or, for a group of one, all or nothing. Returns the position of the last one; never blocks.
    ///
    /// A group is not empty, and no entry is larger than the store can take: otherwise
    /// [IllegalArgumentException], and nothing is queued. The listener may hear of the entries
    /// before this returns.
    long append(List<LogEntry> group);

    /// Whether entries with as many bytes for this use can be appended without touching the reserve
    /// that is kept for others while the store has no space left. To be asked before deciding;
    /// never blocks, for any thread.
    boolean hasRoom(Use use, long bytes);

    /// Stores `state`, which includes the effect of every entry up to `position`, so that later
    /// replays start there. Entries up to it can be read until they are released. A position that
    /// is not durable yet is an [IllegalArgumentException]; a second state for one position is not
    /// stored.
    void checkpoint(long position, ByteBuffer state);

    /// Nobody will ask for entries up to `position` any more, but for readers that hold a pin:
    /// their space may be used again. A position above the newest checkpoint is an
    /// [IllegalArgumentException].
    void release(long position);

    /// The position of the newest checkpoint, if there is one.
    Optional<Long> checkpointPosition();
}
