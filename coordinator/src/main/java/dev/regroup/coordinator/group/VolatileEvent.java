package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.offset.KnownTopics;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/// What need not survive a restart: applied like every event, never logged. Deadlines of sessions
/// are in session time (see [Deadlines]), all others in monotonic time.
public sealed interface VolatileEvent extends GroupEvent {

    /// Which topics exist has changed.
    record TopicsSeen(KnownTopics topics) implements VolatileEvent {
        /// None: it concerns them all.
        @Override
        public String groupId() {
            return "";
        }
    }

    /// The shard begins to serve: from here on its own passing of time is known.
    record ClockStarted(long wallClockMs, long monotonicMs) implements VolatileEvent {
        /// None: it concerns them all.
        @Override
        public String groupId() {
            return "";
        }
    }

    /// When offsets are looked at next that may have expired.
    ///
    /// @param after where the present check has stopped; absent for the next one
    record ExpiryPlanned(long atMs, Optional<OffsetPlace> after) implements VolatileEvent {
        /// None: it concerns them all.
        @Override
        public String groupId() {
            return "";
        }
    }

    /// The group is being deleted, which takes more than one command; who asked for it waits.
    record DeletionWaits(String groupId, ReplyToken token) implements VolatileEvent {}

    /// Nothing of the group is left.
    record DeletionEnded(String groupId) implements VolatileEvent {}

    /// @param wallClockMs when
    record StateChanged(String groupId, GroupState to, long wallClockMs) implements VolatileEvent {}

    /// The group's live part is made from its stored part.
    record GroupLoaded(String groupId) implements VolatileEvent {}

    /// A member was told its id and is expected to join with it (KIP-394).
    record MemberPending(String groupId, String memberId, long sessionDeadlineMs)
            implements VolatileEvent {}

    record PendingMemberRemoved(String groupId, String memberId) implements VolatileEvent {}

    /// A member that has not been in the group is now; if pending, it no longer is. The first one
    /// sets the group's protocol type and is its leader.
    record MemberAdded(String groupId, NewMember member, long sessionDeadlineMs)
            implements VolatileEvent {}

    record NewMember(
            String memberId,
            Optional<String> groupInstanceId,
            Client client,
            String protocolType,
            Subscription subscription) {}

    /// What a member says about itself each time it joins.
    record Subscription(int sessionTimeoutMs, int rebalanceTimeoutMs, List<Protocol> protocols) {
        public Subscription {
            protocols = List.copyOf(protocols);
        }
    }

    record SubscriptionChanged(String groupId, String memberId, Subscription subscription)
            implements VolatileEvent {}

    /// A static member came back under a new id (KIP-345): assignment, leadership and its part in
    /// the sync phase pass to the new id.
    record MemberReplaced(String groupId, String oldMemberId, String newMemberId, Client client)
            implements VolatileEvent {}

    /// A leader that goes is followed by the member that has been in the group the longest.
    record MemberRemoved(String groupId, String memberId) implements VolatileEvent {}

    record LeaderElected(String groupId, String memberId) implements VolatileEvent {}

    record JoinWaits(String groupId, String memberId, ReplyToken token) implements VolatileEvent {}

    record SyncWaits(String groupId, String memberId, ReplyToken token) implements VolatileEvent {}

    /// The member's waiting request, join or sync, has been answered.
    record WaitEnded(String groupId, String memberId) implements VolatileEvent {}

    /// @param protocolName absent if no member is left
    record GenerationStarted(String groupId, int generationId, Optional<String> protocolName)
            implements VolatileEvent {}

    /// The member's part in the present generation's sync phase is done.
    record MemberSynced(String groupId, String memberId) implements VolatileEvent {}

    /// Members that are not named have nothing assigned.
    record AssignmentsReplaced(String groupId, Map<String, Bytes> assignments)
            implements VolatileEvent {
        public AssignmentsReplaced {
            assignments = Map.copyOf(assignments);
        }
    }

    record SessionExtended(String groupId, String memberId, long sessionDeadlineMs)
            implements VolatileEvent {}

    /// A heartbeat has extended the member's session.
    ///
    /// @param atMs monotonic
    record HeartbeatTaken(String groupId, String memberId, long atMs, long sessionDeadlineMs)
            implements VolatileEvent {}

    /// The answer to a member's heartbeat is held back until there is something to tell.
    ///
    /// @param untilMs monotonic, at the latest
    record HeartbeatHeld(String groupId, String memberId, ReplyToken token, long untilMs)
            implements VolatileEvent {}

    /// The member's heartbeat that was held has been answered.
    record HeartbeatReleased(String groupId, String memberId) implements VolatileEvent {}

    /// The member's client closed its connection on a heartbeat that was held. Whether it ended or
    /// lost patience is not known: the member is not made to wait again.
    record ImpatienceShown(String groupId, String memberId) implements VolatileEvent {}

    /// The member was heard of on another connection than before, or was absent and is not any
    /// more.
    ///
    /// @param connection absent if it is not known, or not one that the member stays on
    record MemberHeard(String groupId, String memberId, Optional<ConnectionId> connection)
            implements VolatileEvent {}

    /// The connection on which the member was heard of last has closed.
    record ConnectionLost(String groupId, String memberId) implements VolatileEvent {}

    /// A member that has lost its connection is expired if it is not heard of by then.
    ///
    /// @param returnDeadlineMs in session time
    record ReturnAwaited(String groupId, String memberId, Absence absence, long returnDeadlineMs)
            implements VolatileEvent {}

    /// The member's connection closed for a reason that says nothing about the member: its session
    /// ends as if it were there.
    record AbsenceExcused(String groupId, String memberId) implements VolatileEvent {}

    /// The rebalance's present phase, join or sync, ends then.
    record PhaseDeadlineSet(String groupId, long deadlineMs) implements VolatileEvent {}

    /// The phase has no end to wait for; nobody's sync is awaited any more.
    record PhaseEnded(String groupId) implements VolatileEvent {}

    /// A first or further member arrived for the first rebalance of an empty group.
    record InitialRoundMoved(String groupId, InitialRound round) implements VolatileEvent {}

    /// A member of the consumer protocol was heard of.
    ///
    /// @param atMs monotonic
    /// @param quietBeats its heartbeats since there was something new for it
    /// @param origin of its last heartbeat; empty if none has come since the shard was loaded, or
    ///   if it uses the classic protocol
    record ConsumerSeen(
            String groupId,
            String memberId,
            long atMs,
            int sessionTimeoutMs,
            long sessionDeadlineMs,
            int quietBeats,
            Optional<Origin> origin)
            implements VolatileEvent {}

    /// A member of the consumer protocol has no deadlines any more.
    record ConsumerForgotten(String groupId, String memberId) implements VolatileEvent {}

    /// A member is to have given up what it was told to by then, or is fenced.
    record RevocationDeadlineSet(String groupId, String memberId, long deadlineMs)
            implements VolatileEvent {}

    /// The member has nothing to give up.
    record RevocationEnded(String groupId, String memberId) implements VolatileEvent {}

    /// The group is to be assigned anew, once changes have ceased.
    record AssignmentAwaited(String groupId, AssignmentWait awaited) implements VolatileEvent {}

    /// How long the group's assignments are to be apart has been said.
    ///
    /// @param intervalMs empty where nobody has set it
    record AssignmentIntervalTold(String groupId, OptionalInt intervalMs)
            implements VolatileEvent {}

    /// There is nobody to assign anything to.
    record AssignmentDropped(String groupId) implements VolatileEvent {}

    /// An assignor works on what was awaited.
    ///
    /// @param ticket tells its answer from those that other assignors owe to groups of the same
    ///   name that are gone
    record AssignmentStarted(String groupId, long ticket) implements VolatileEvent {}

    /// The assignor is done.
    record AssignmentEnded(String groupId) implements VolatileEvent {}

    /// It did not manage for the group epoch.
    record AssignmentFailed(String groupId, int epoch) implements VolatileEvent {}

    /// The earliest entry of a deadline queue has come and is taken out, or moved if its deadline
    /// has been put off since.
    record DeadlineTaken(String groupId, DueDeadline.Kind kind, long nowMs)
            implements VolatileEvent {}

    /// Session time stood still: the shard was paused, its members were not.
    ///
    /// @param untilMs monotonic end of the pause
    record SessionClockHeld(long byMs, long untilMs) implements VolatileEvent {
        /// None: it concerns them all.
        @Override
        public String groupId() {
            return "";
        }
    }
}
