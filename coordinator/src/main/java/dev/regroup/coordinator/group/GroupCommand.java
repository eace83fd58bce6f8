package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.assign.GroupAssignment;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.KnownTopics;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/// What can be asked of the groups of one shard. The edge has translated wire sentinels: an absent
/// member id is `""` only because that is the field's own word for "not known yet".
public sealed interface GroupCommand {

    /// A command about one group.
    sealed interface OnGroup extends GroupCommand {
        String groupId();
    }

    /// A command about one group whose sender waits for the answer.
    sealed interface Asked extends OnGroup {
        ReplyToken token();
    }

    /// Who sends a member's command.
    ///
    /// @param clientHost the peer's address as Kafka shows it, for example `/127.0.0.1`
    record Client(String clientId, String clientHost) {}

    /// What access control knows a member by.
    ///
    /// @param host as [Client#clientHost]
    /// @param listener name of the one that it connected to
    record Origin(String host, String listener) {}

    /// One strategy a member can do, most preferred first in its list.
    record Protocol(String name, Bytes metadata) {}

    /// JoinGroup v0-9.
    ///
    /// @param memberId `""` for a member that has no id yet
    /// @param freshMemberId the id it gets then; made at the edge as `clientId-UUID`, or
    ///   `groupInstanceId-UUID` for a static member
    /// @param rebalanceTimeoutMs the session timeout where the request has none (v0)
    /// @param rules which of the protocol's later rules the request's version asks for
    /// @param subscription what a consumer's metadata says, with ids of topics; absent if it says
    ///   nothing that can be read
    /// @param reason why the member joins, for people (KIP-800); `""` if not said
    record Join(
            ReplyToken token,
            String groupId,
            String memberId,
            Optional<String> groupInstanceId,
            String freshMemberId,
            Client client,
            int sessionTimeoutMs,
            int rebalanceTimeoutMs,
            String protocolType,
            List<Protocol> protocols,
            Optional<ConsumerSubscription> subscription,
            JoinRules rules,
            String reason)
            implements Asked {
        public Join {
            protocols = List.copyOf(protocols);
        }
    }

    /// Kafka's ConsumerProtocolSubscription.
    ///
    /// @param owned what the member has kept of its last assignment
    record ConsumerSubscription(
            List<String> topicNames, Optional<String> rackId, Partitions owned) {
        public ConsumerSubscription {
            topicNames = List.copyOf(topicNames);
        }
    }

    /// @param memberIdRequired a dynamic member without id is told its id first and joins again
    ///   with it (KIP-394, JoinGroup v4)
    /// @param skipAssignment a static leader that comes back to a stable group is told that no new
    ///   assignment is wanted (KIP-814, JoinGroup v9)
    record JoinRules(boolean memberIdRequired, boolean skipAssignment) {}

    /// SyncGroup v0-5.
    ///
    /// @param protocolType what the member believes the group uses, if its version says (v5)
    /// @param protocolName likewise
    /// @param assignments from the leader: member id to assignment; empty from others
    record Sync(
            ReplyToken token,
            String groupId,
            int generationId,
            String memberId,
            Optional<String> groupInstanceId,
            Optional<String> protocolType,
            Optional<String> protocolName,
            Map<String, Bytes> assignments)
            implements Asked {
        public Sync {
            assignments = Map.copyOf(assignments);
        }
    }

    /// Heartbeat v0-4.
    ///
    /// @param holdMsMax for how long its client bears to have no answer while there is nothing to
    ///   tell; 0 for not at all
    record Heartbeat(
            ReplyToken token,
            String groupId,
            int generationId,
            String memberId,
            Optional<String> groupInstanceId,
            int holdMsMax)
            implements Asked {}

    /// ConsumerGroupHeartbeat v0-1 of a member that is there or joins (KIP-848). The edge has made
    /// an id for a member that has none, and knows the assignor that it names.
    ///
    /// @param memberEpoch 0 from a member that joins, or joins again from nothing
    record ConsumerHeartbeat(
            ReplyToken token,
            String groupId,
            String memberId,
            int memberEpoch,
            Client client,
            Origin origin,
            ConsumerClaims claims,
            ConsumerPace pace)
            implements Asked {
        public boolean joins() {
            return memberEpoch == 0;
        }
    }

    /// What a member of the consumer protocol says about itself; what is absent has not changed
    /// since it last said so.
    ///
    /// @param owned which partitions it has
    record ConsumerClaims(
            Optional<String> groupInstanceId,
            Optional<String> rackId,
            OptionalInt rebalanceTimeoutMs,
            Optional<List<String>> topicNames,
            Optional<String> topicRegex,
            Optional<String> serverAssignor,
            Optional<Partitions> owned) {
        /// As nearly all heartbeats are.
        boolean sayNothingNew() {
            return groupInstanceId.isEmpty()
                    && rackId.isEmpty()
                    && rebalanceTimeoutMs.isEmpty()
                    && topicNames.isEmpty()
                    && topicRegex.isEmpty()
                    && serverAssignor.isEmpty();
        }

        /// As a member sends it that does not know what the coordinator knows of it.
        boolean areComplete() {
            return rebalanceTimeoutMs.isPresent() && topicNames.isPresent() && owned.isPresent();
        }
    }

    /// How often a member is to be heard of.
    ///
    /// @param sessionTimeoutMs after which silence it is gone
    /// @param heartbeatFloorMs between two heartbeats while something goes on in its group
    /// @param heartbeatStableMs while nothing does, and has not for a while; no less than the floor
    /// @param assignmentIntervalMs the least time between two assignments of the group, where an
    ///   operator has set it: the quiet time does not count then
    record ConsumerPace(
            int sessionTimeoutMs,
            int heartbeatFloorMs,
            int heartbeatStableMs,
            OptionalInt assignmentIntervalMs) {}

    /// ConsumerGroupHeartbeat with one of the epochs that say goodbye.
    ///
    /// @param forAWhile a static member keeps its place until its session ends
    record ConsumerLeave(
            ReplyToken token,
            String groupId,
            String memberId,
            Optional<String> groupInstanceId,
            boolean forAWhile)
            implements Asked {}

    /// ConsumerGroupDescribe, one group of it.
    record DescribeConsumers(ReplyToken token, String groupId) implements Asked {}

    /// What came of [Effect.ComputeAssignment].
    ///
    /// @param ticket that it was asked with
    /// @param epoch the group epoch that it was computed for
    record AssignmentComputed(String groupId, long ticket, int epoch, AssignmentOutcome outcome)
            implements OnGroup {}

    sealed interface AssignmentOutcome {
        /// @param metadataHash of the topics that it was computed with, never 0
        /// @param regexes what each pattern of a member stands for
        record Assigned(
                long metadataHash, GroupAssignment assignment, Map<String, ResolvedRegex> regexes)
                implements AssignmentOutcome {
            public Assigned {
                regexes = Map.copyOf(regexes);
            }
        }

        /// The assignor failed, or took too long.
        record Failed(String why) implements AssignmentOutcome {}
    }

    /// What came of [Effect.ReadAssignments].
    ///
    /// @param partitions by member id; of members whose assignment cannot be read, nothing
    record AssignmentsRead(String groupId, int generationId, Map<String, Partitions> partitions)
            implements OnGroup {
        public AssignmentsRead {
            partitions = Map.copyOf(partitions);
        }
    }

    /// Topics have come, grown or gone: groups that they may concern look whether their assignment
    /// is to change. Looks at no more than `countMax` groups, ids above `after`, and is followed up
    /// by the sender if more may be left.
    ///
    /// @param topics their names
    record TopicsChanged(ReplyToken token, Set<String> topics, String after, int countMax)
            implements GroupCommand {
        public TopicsChanged {
            topics = Set.copyOf(topics);
        }
    }

    /// One member that leaves: by member id, or by instance id with or without one.
    record Leaver(String memberId, Optional<String> groupInstanceId, String reason) {}

    /// LeaveGroup v0-5; one leaver before v3.
    record Leave(ReplyToken token, String groupId, List<Leaver> leavers) implements Asked {
        public Leave {
            leavers = List.copyOf(leavers);
        }
    }

    /// OffsetCommit v2-10. The edge has refused unknown topics already.
    ///
    /// @param generationId -1 from a committer that is not a member
    /// @param memberId `""` from such a committer
    /// @param retentionMs how long to keep the offsets at least, if the request says (v2-4)
    /// @param offsets in the order of the request
    /// @param numbering what the request's version knows
    record CommitOffsets(
            ReplyToken token,
            String groupId,
            int generationId,
            String memberId,
            Optional<String> groupInstanceId,
            OptionalLong retentionMs,
            List<OffsetToCommit> offsets,
            Numbering numbering)
            implements Asked {
        public CommitOffsets {
            offsets = List.copyOf(offsets);
        }

        /// One of a version that knows both protocols, to be kept as long as the broker keeps them.
        public CommitOffsets(
                ReplyToken token,
                String groupId,
                int generationId,
                String memberId,
                Optional<String> groupInstanceId,
                List<OffsetToCommit> offsets) {
            this(
                    token,
                    groupId,
                    generationId,
                    memberId,
                    groupInstanceId,
                    OptionalLong.empty(),
                    offsets,
                    Numbering.MEMBER_EPOCHS);
        }
    }

    /// By what a member of a request's version can say how recent its membership is: generations of
    /// the classic protocol, or epochs of the consumer protocol as well.
    enum Numbering {
        GENERATIONS,
        MEMBER_EPOCHS
    }

    /// @param offset the next offset to read
    /// @param leaderEpoch of the last record read, if the client knew it
    /// @param metadata the client's own note; `""` if none
    /// @param topicId the topic that the client meant
    record OffsetToCommit(
            TopicPartition partition,
            long offset,
            OptionalInt leaderEpoch,
            String metadata,
            TopicId topicId) {
        CommittedOffset at(long wallClockMs, OptionalLong expireTimestampMs) {
            return new CommittedOffset(
                    offset, leaderEpoch, metadata, wallClockMs, expireTimestampMs, topicId);
        }
    }

    /// TxnOffsetCommit: offsets that count once their transaction is committed. Which producer may
    /// write is for the log to say, which knows each producer's epoch.
    ///
    /// @param generationId -1 from a committer that does not say what it is a member of
    /// @param memberId `""` from such a committer
    record CommitInTransaction(
            ReplyToken token,
            String groupId,
            Producer producer,
            int generationId,
            String memberId,
            Optional<String> groupInstanceId,
            List<OffsetToCommit> offsets)
            implements Asked {
        public CommitInTransaction {
            offsets = List.copyOf(offsets);
        }
    }

    /// WriteTxnMarkers: a transaction that may have offsets pending in this shard has ended.
    ///
    /// @param coordinatorEpoch of the transaction's coordinator, which goes into the marker
    record EndTransaction(
            ReplyToken token, Producer producer, TransactionOutcome outcome, int coordinatorEpoch)
            implements GroupCommand {}

    /// OffsetFetch v1-10, one group of it.
    ///
    /// @param partitions which ones; empty means every partition the group has committed
    /// @param asker which member of a group of the consumer protocol asks, if one does (v9)
    record FetchOffsets(
            ReplyToken token,
            String groupId,
            Optional<List<TopicPartition>> partitions,
            Optional<MemberAtEpoch> asker,
            Wanted wanted)
            implements Asked {
        /// What is committed, for somebody who is not a member.
        public FetchOffsets(
                ReplyToken token, String groupId, Optional<List<TopicPartition>> partitions) {
            this(token, groupId, partitions, Optional.empty(), Wanted.COMMITTED);
        }
    }

    /// Which offsets a fetch is after.
    enum Wanted {
        /// What is committed, even while a transaction may still change it.
        COMMITTED,
        /// Only what no open transaction may change (`requireStable`, KIP-447).
        STABLE
    }

    record MemberAtEpoch(String memberId, int memberEpoch) {}

    /// DescribeGroups, one group of it.
    record Describe(ReplyToken token, String groupId) implements Asked {}

    /// ListGroups over this shard, at most `countMax` groups, ids above `after` in ascending order.
    ///
    /// @param after `""` to start
    /// @param states which states to list; empty means all
    record ListGroups(ReplyToken token, String after, int countMax, Set<GroupState> states)
            implements GroupCommand {
        public ListGroups {
            states = Set.copyOf(states);
        }
    }

    /// DeleteGroups, one group of it. At most `countMax` offsets are removed now, the others as
    /// deadlines that have come; the answer follows the last of them.
    record DeleteGroup(ReplyToken token, String groupId, int countMax) implements Asked {}

    /// OffsetDelete.
    record DeleteOffsets(ReplyToken token, String groupId, List<TopicPartition> partitions)
            implements Asked {
        public DeleteOffsets {
            partitions = List.copyOf(partitions);
        }
    }

    /// What follows when a member's session expires, without waiting for it.
    record EndSession(ReplyToken token, String groupId, String memberId) implements Asked {}

    /// All members are to join again, as after a change of the topics.
    ///
    /// @param reason for people; `""` if there is none
    record Rebalance(ReplyToken token, String groupId, String reason) implements Asked {}

    /// Which topics exist has changed: what is decided from now on goes by `topics`.
    record SeeTopics(KnownTopics topics) implements GroupCommand {}

    /// Topics are gone: the offsets committed for them go too. Looks at no more than `countMax`
    /// groups and offsets, and is followed up by the sender if more may be left.
    ///
    /// @param topic the name to look at; absent for all names
    /// @param after where an earlier command has stopped; absent to start
    record RemoveTopics(
            ReplyToken token, Optional<String> topic, Optional<OffsetPlace> after, int countMax)
            implements GroupCommand {}

    /// How far live groups have read: those with members, and those that have committed since
    /// `liveSinceMs`. Looks at no more than `countMax` groups and offsets, and is followed up by
    /// the sender.
    ///
    /// @param after where an earlier command has stopped; absent to start
    /// @param liveSinceMs wall clock
    record ReadPositions(
            ReplyToken token, Optional<OffsetPlace> after, int countMax, long liveSinceMs)
            implements GroupCommand {}

    /// A client's connection has closed, and the broker did not close it. Looks at no more than
    /// `countMax` members that were heard of on it last, and is repeated by the sender as long as
    /// some may be left.
    record ConnectionClosed(ReplyToken token, ConnectionId connection, int countMax)
            implements GroupCommand {}

    /// Another request has come on the connection, whose answer must not wait behind a heartbeat's
    /// that is held.
    record ReleaseHeartbeat(ConnectionId connection) implements GroupCommand {}

    /// Deadlines that have come are acted on, at most `countMax` of them; an offset that is looked
    /// at or removed on the way counts as one.
    ///
    /// @param lateMs how late the shard is with its earliest deadline; beyond a second (a pause of
    ///   the VM, not of the members) session deadlines move by it, and a second more, before
    ///   anybody is expired
    /// @param massDrops members that lost their connections then are not missed for it
    record FireDeadlines(long lateMs, int countMax, MassDrops massDrops) implements GroupCommand {
        public FireDeadlines(long lateMs, int countMax) {
            this(lateMs, countMax, MassDrops.NONE);
        }
    }
}
