package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueDecision.TopicChange;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.Producer;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.apache.kafka.common.Uuid;

/// What a shard can be told.
public sealed interface ShardCommand {
    /// For a shard that serves; one that is loading refuses it.
    sealed interface Request extends ShardCommand {}

    /// What the log and its loading tell the shard.
    sealed interface FromLog extends ShardCommand {}

    /// @param body one record batch, checked; its offset and epoch are set in place. The bytes must
    ///   stay as they are until the outcome is delivered.
    record NewBatch(PartitionKey partition, BatchHeader header, ByteBuffer body) {}

    /// Produce: the batches for this shard's partitions; outcomes come in the same order, all at
    /// once, when the last of them is durable.
    record Append(ReplyTo<List<AppendOutcome>> replyTo, List<NewBatch> batches) implements Request {
        public Append {
            batches = List.copyOf(batches);
        }
    }

    /// DeleteRecords, one partition of it.
    ///
    /// @param offset the first offset to keep; -1 means the high watermark
    record DeleteRecords(ReplyTo<DeletionOutcome> replyTo, PartitionKey partition, long offset)
            implements Request {}

    sealed interface DeletionOutcome {}

    /// @param logStartOffset the first offset that can be read
    record Deleted(long logStartOffset) implements DeletionOutcome {}

    record DeletionRefused(Refusal refusal) implements DeletionOutcome {
        public enum Refusal {
            NOT_LEADER,
            OFFSET_OUT_OF_RANGE
        }
    }

    /// DescribeProducers, one partition of it; empty if the partition is not here.
    record DescribeProducers(ReplyTo<Optional<List<Producer>>> replyTo, PartitionKey partition)
            implements Request {}

    /// The command's token must be a `ReplyTo<GroupReply>`.
    ///
    /// @param connection on which a member's request came; absent for all others
    record OnGroups(GroupCommand command, Optional<ConnectionId> connection) implements Request {
        public OnGroups(GroupCommand command) {
            this(command, Optional.empty());
        }
    }

    /// The command's token must be a `ReplyTo<CatalogueReply>`. Shard 0 only.
    record OnCatalogue(CatalogueCommand command) implements Request {}

    /// Shard 0 tells of a topic that concerns this shard.
    record TopicChanged(TopicChange change) implements Request {}

    /// Shard 0 tells which topics there are, to a shard that has just been loaded.
    ///
    /// @param awaited topics whose creators still wait to hear that this shard has opened them
    record Reconcile(List<Topic> topics, Set<Uuid> awaited) implements Request {
        public Reconcile {
            topics = List.copyOf(topics);
            awaited = Set.copyOf(awaited);
        }
    }

    /// A shard other than 0 has been loaded and wants to be told the topics. For shard 0 only.
    record AskForTopics(int shard) implements Request {}

    /// Let go of records that their topics' settings do not keep, of at most 1,000 partitions;
    /// answered at once with the number to go on `from`, if there are more.
    ///
    /// @param hold what is kept all the same
    record ExpireRecords(ReplyTo<OptionalInt> replyTo, int from, Hold hold) implements Request {}

    /// Settle what has been logged so far, and take a checkpoint. Answered when the space that it
    /// has freed can be used, or at once if there is nothing to do, or when it has failed.
    record Settle(ReplyTo<SettleOutcome> replyTo) implements Request {}

    enum SettleOutcome {
        SETTLED,
        NOTHING_TO_DO,
        FAILED
    }

    /// The log: everything up to `position` is durable; see [dev.regroup.storage.log.ShardLog].
    ///
    /// @param of the state that appended it; a later one takes no notice
    record Durable(ShardState of, long position, List<Extent> bodies) implements FromLog {
        public Durable {
            bodies = List.copyOf(bodies);
        }
    }

    /// The log refuses to go on.
    record LogFailed(ShardState of, StorageException cause) implements FromLog {}

    /// A background thread has settled what was captured, or not.
    ///
    /// @param of the state that was captured; a later one takes no notice of the outcome
    record SettlingEnded(ShardState of, Capture capture, Settlings.Ended ended)
            implements FromLog {}

    /// A background thread has read the log.
    record Loaded(ShardState state, long position) implements FromLog {}

    /// A background thread could not read the log.
    record LoadFailed(RuntimeException cause) implements FromLog {}
}
