package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Answers to [GroupCommand]s.
public sealed interface GroupReply {

    /// Why a command was refused. The edge maps these to wire codes.
    enum Reason {
        INVALID_GROUP_ID,
        INVALID_SESSION_TIMEOUT,
        INCONSISTENT_GROUP_PROTOCOL,
        UNKNOWN_MEMBER_ID,
        FENCED_INSTANCE_ID,
        ILLEGAL_GENERATION,
        FENCED_MEMBER_EPOCH,
        STALE_MEMBER_EPOCH,
        /// A member of the consumer protocol asks in a version that knows no member epochs.
        VERSION_WITHOUT_EPOCHS,
        UNRELEASED_INSTANCE_ID,
        REBALANCE_IN_PROGRESS,
        MEMBER_ID_REQUIRED,
        GROUP_MAX_SIZE_REACHED,
        GROUP_ID_NOT_FOUND,
        OFFSET_METADATA_TOO_LARGE,
        NON_EMPTY_GROUP,
        GROUP_SUBSCRIBED_TO_TOPIC,
        /// The group moves to another protocol at this moment: ask again.
        GROUP_NOT_READY,
        /// The topic was deleted while the request was on its way.
        UNKNOWN_TOPIC,
        /// An open transaction may still change the offset.
        UNSTABLE_OFFSET_COMMIT,
        /// The group is being deleted: ask again, and find none.
        GROUP_DYING,
        /// The shard lost its log or is loading it: ask again, perhaps elsewhere.
        NOT_COORDINATOR
    }

    /// @param memberId the id to use from now on where the reason is MEMBER_ID_REQUIRED, else the
    ///   one that the request named, or `""` where the member is to forget its id
    record Rejected(Reason reason, String memberId, String detail) implements GroupReply {}

    /// A completed join.
    ///
    /// @param protocolName the strategy all members can do
    /// @param leaderId who computes the assignment
    /// @param members the others' subscriptions, for the leader; empty for everybody else
    /// @param skipAssignment the leader need not compute one (KIP-814)
    record Joined(
            int generationId,
            String protocolType,
            String protocolName,
            String leaderId,
            String memberId,
            List<JoinedMember> members,
            boolean skipAssignment)
            implements GroupReply {
        public Joined {
            members = List.copyOf(members);
        }
    }

    record JoinedMember(String memberId, Optional<String> groupInstanceId, Bytes metadata) {}

    record Synced(String protocolType, String protocolName, Bytes assignment)
            implements GroupReply {}

    /// To a classic member of a group of the consumer protocol.
    record ConsumerSynced(String protocolName, Partitions assignment) implements GroupReply {}

    /// [GroupCommand.EndSession] or [GroupCommand.Rebalance] was carried out.
    record Intervened() implements GroupReply {}

    record HeartbeatAccepted() implements GroupReply {}

    /// @param assignment what the member is to have; absent if it knows
    record ConsumerAccepted(
            String memberId,
            int memberEpoch,
            int heartbeatIntervalMs,
            Optional<Partitions> assignment)
            implements GroupReply {}

    /// Goodbye to a member of the consumer protocol.
    record ConsumerLeft() implements GroupReply {}

    /// @param assignorName the strategy that the next assignment will be computed with
    record ConsumersDescribed(
            String groupId,
            GroupState state,
            int groupEpoch,
            int targetEpoch,
            String assignorName,
            List<DescribedConsumer> members)
            implements GroupReply {
        public ConsumersDescribed {
            members = List.copyOf(members);
        }
    }

    /// @param target what it is to have, once it and others have got so far
    record DescribedConsumer(ConsumerMember member, Partitions target) {}

    /// One result a leaver, in the order of the request.
    record Left(List<LeaverResult> results) implements GroupReply {
        public Left {
            results = List.copyOf(results);
        }
    }

    record LeaverResult(
            String memberId, Optional<String> groupInstanceId, Optional<Reason> rejection) {}

    /// @param results a rejection for each partition that was not committed; the others were
    record OffsetsCommitted(Map<TopicPartition, Reason> results) implements GroupReply {
        public OffsetsCommitted {
            results = Map.copyOf(results);
        }
    }

    /// @param offsets in the order asked for, or ascending where all were asked for; absent means
    ///   nothing is committed
    record OffsetsFetched(List<FetchedOffset> offsets) implements GroupReply {
        public OffsetsFetched {
            offsets = List.copyOf(offsets);
        }
    }

    /// @param rejection why nothing is said of the partition, if so
    record FetchedOffset(
            TopicPartition partition,
            Optional<CommittedOffset> offset,
            Optional<Reason> rejection) {
        public FetchedOffset(TopicPartition partition, Optional<CommittedOffset> offset) {
            this(partition, offset, Optional.empty());
        }
    }

    /// The marker has been taken in; the offsets that were pending are committed or dropped.
    record TransactionSettled() implements GroupReply {}

    /// @param protocolName `""` unless the group is stable, as Kafka answers
    record Described(
            String groupId,
            GroupState state,
            String protocolType,
            String protocolName,
            List<DescribedMember> members)
            implements GroupReply {
        public Described {
            members = List.copyOf(members);
        }
    }

    record DescribedMember(
            String memberId,
            Optional<String> groupInstanceId,
            String clientId,
            String clientHost,
            Bytes metadata,
            Bytes assignment) {}

    /// @param next where to go on from, absent at the end
    record Listed(List<ListedGroup> groups, Optional<String> next) implements GroupReply {
        public Listed {
            groups = List.copyOf(groups);
        }
    }

    record ListedGroup(String groupId, GroupType type, String protocolType, GroupState state) {}

    record GroupDeleted() implements GroupReply {}

    /// @param rejections for each partition whose offset was kept; of the others none is left
    record OffsetsDeleted(Map<TopicPartition, Reason> rejections) implements GroupReply {
        public OffsetsDeleted {
            rejections = Map.copyOf(rejections);
        }
    }

    /// @param next where to go on from, absent at the end
    record TopicsNoted(Optional<String> next) implements GroupReply {}

    /// @param atMs monotonic time of the shard
    /// @param members how many lost the connection, those that may stay away included
    record ConnectionForgotten(long atMs, int members, Remaining remaining) implements GroupReply {
        public enum Remaining {
            NOTHING,
            /// More than one command may look at: it is to be sent again.
            MEMBERS
        }
    }

    /// @param next where to go on from, absent at the end
    record TopicsRemoved(Optional<OffsetPlace> next) implements GroupReply {}

    /// @param least committed offset of each partition that live groups have one for
    /// @param next where to go on from, absent at the end
    record Positions(Map<TopicPartition, Long> least, Optional<OffsetPlace> next)
            implements GroupReply {
        public Positions {
            least = Map.copyOf(least);
        }
    }
}
