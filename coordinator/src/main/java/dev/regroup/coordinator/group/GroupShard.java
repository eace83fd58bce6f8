package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.GroupCommand.Asked;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/// The groups of one shard: a state machine without clock, threads or input and output.
///
/// Its life: [#replay] of everything logged, [#loaded] once (of an empty log too), then [#decide]
/// for each command, until [#abandon]. For one thread.
public final class GroupShard {
    private enum Life {
        REPLAYING,
        SERVING,
        ABANDONED
    }

    private final Groups groups = new Groups();
    private final EventApplier applier = new EventApplier(groups);
    private final JoinDecider joinDecider;
    private final SyncDecider syncDecider;
    private final HeartbeatDecider heartbeatDecider;
    private final LeaveDecider leaveDecider;
    private final ConsumerHeartbeatDecider consumerHeartbeatDecider;
    private final ConsumerLeaveDecider consumerLeaveDecider;
    private final AssignmentDecider assignmentDecider;
    private final Upgrade upgrade;
    private final OffsetDecider offsetDecider;
    private final TransactionDecider transactionDecider;
    private final DeleteDecider deleteDecider = new DeleteDecider();
    private final LookupDecider lookupDecider;
    private final InterventionDecider interventionDecider;
    private final ConnectionDecider connectionDecider;
    private final DeadlineDecider deadlineDecider;
    private final LoadDecider loadDecider;
    private Life life = Life.REPLAYING;

    public GroupShard(GroupConfig config) {
        JoinPhase joinPhase = new JoinPhase(config);
        ConsumerConfig consumers = config.consumers();
        ConsumerMembership membership =
                new ConsumerMembership(consumers, new Downgrade(consumers.migration(), joinPhase));
        ClassicConsumerDecider classicConsumers = new ClassicConsumerDecider(consumers, membership);
        upgrade = new Upgrade(consumers);
        joinDecider = new JoinDecider(config, joinPhase, classicConsumers);
        syncDecider = new SyncDecider(joinPhase, classicConsumers);
        heartbeatDecider = new HeartbeatDecider(classicConsumers);
        leaveDecider = new LeaveDecider(joinPhase, membership);
        consumerHeartbeatDecider = new ConsumerHeartbeatDecider(consumers, membership, upgrade);
        consumerLeaveDecider = new ConsumerLeaveDecider(membership);
        assignmentDecider = new AssignmentDecider(consumers, membership);
        OffsetChecks offsetChecks = new OffsetChecks(config.offsetMetadataBytesMax());
        offsetDecider = new OffsetDecider(offsetChecks);
        transactionDecider = new TransactionDecider(offsetChecks);
        lookupDecider = new LookupDecider(consumers);
        interventionDecider = new InterventionDecider(joinPhase, membership);
        connectionDecider = new ConnectionDecider(config);
        ExpiryDecider expiryDecider = new ExpiryDecider(config);
        deadlineDecider =
                new DeadlineDecider(
                        joinPhase,
                        syncDecider,
                        new ConsumerDeadlineDecider(membership, assignmentDecider),
                        deleteDecider,
                        expiryDecider);
        loadDecider = new LoadDecider(config, joinPhase, membership, expiryDecider);
    }

    /// Applies what was logged, in its order.
    public void replay(DurableEvent event) {
        expect(Life.REPLAYING);
        applier.apply(event);
    }

    /// Everything logged has been replayed: groups with members are stable and their sessions start
    /// afresh, others are empty. Commands may come from now on.
    public Decision loaded(Envelope envelope) {
        expect(Life.REPLAYING);
        life = Life.SERVING;
        Turn turn = new Turn(envelope, applier, groups);
        loadDecider.decide(turn);
        return turn.decision();
    }

    /// Decides on a command and applies what it changes.
    ///
    /// @param envelope its monotonic time is never less than the last command's
    /// @throws IllegalStateException a bug; the shard must not be used any more
    public Decision decide(Envelope envelope, GroupCommand command) {
        expect(Life.SERVING);
        Turn turn = new Turn(envelope, applier, groups);
        if (!(command instanceof Asked asked && DyingGroup.answers(turn, asked))) {
            decide(turn, command);
        }
        return turn.decision();
    }

    private void decide(Turn turn, GroupCommand command) {
        switch (command) {
            case GroupCommand.Heartbeat c -> heartbeatDecider.decide(turn, c);
            case GroupCommand.CommitOffsets c -> offsetDecider.commit(turn, c);
            case GroupCommand.Join c -> joinDecider.decide(turn, c);
            case GroupCommand.Sync c -> syncDecider.decide(turn, c);
            case GroupCommand.Leave c -> leaveDecider.decide(turn, c);
            case GroupCommand.ConsumerHeartbeat c -> consumerHeartbeatDecider.decide(turn, c);
            case GroupCommand.ConsumerLeave c -> consumerLeaveDecider.decide(turn, c);
            case GroupCommand.AssignmentComputed c -> assignmentDecider.computed(turn, c);
            case GroupCommand.AssignmentsRead c -> upgrade.carryOut(turn, c);
            case GroupCommand.TopicsChanged c -> assignmentDecider.topicsChanged(turn, c);
            case GroupCommand.DescribeConsumers c -> lookupDecider.describeConsumers(turn, c);
            case GroupCommand.FetchOffsets c -> offsetDecider.fetch(turn, c);
            case GroupCommand.RemoveTopics c -> offsetDecider.removeTopics(turn, c);
            case GroupCommand.ReadPositions c -> offsetDecider.readPositions(turn, c);
            case GroupCommand.DeleteGroup c -> deleteDecider.deleteGroup(turn, c);
            case GroupCommand.DeleteOffsets c -> deleteDecider.deleteOffsets(turn, c);
            case GroupCommand.Describe c -> lookupDecider.describe(turn, c);
            case GroupCommand.EndSession c -> interventionDecider.endSession(turn, c);
            case GroupCommand.Rebalance c -> interventionDecider.rebalance(turn, c);
            case GroupCommand.ListGroups c -> lookupDecider.list(turn, c);
            case GroupCommand.ConnectionClosed c -> connectionDecider.decide(turn, c);
            case GroupCommand.ReleaseHeartbeat c -> heartbeatDecider.release(turn, c);
            case GroupCommand.FireDeadlines c -> deadlineDecider.decide(turn, c);
            case GroupCommand.CommitInTransaction c -> transactionDecider.commit(turn, c);
            case GroupCommand.EndTransaction c -> transactionDecider.end(turn, c);
            case GroupCommand.SeeTopics c -> turn.emit(new VolatileEvent.TopicsSeen(c.topics()));
        }
    }

    /// When to send the next [GroupCommand.FireDeadlines], in monotonic time; it may find that
    /// there is nothing to do yet.
    public OptionalLong nextDeadlineMs() {
        return groups.deadlines.nextMs();
    }

    /// The log is lost: answers everybody who waits, and is of no use any more. The answers rest on
    /// no group's state and may leave at once.
    public List<Addressed> abandon() {
        life = Life.ABANDONED;
        List<Addressed> answers = new ArrayList<>();
        for (Group group : groups.all()) {
            group.waitingDeletion()
                    .ifPresent(token -> answers.add(notCoordinator(token, group, "")));
            for (MemberView member : group.members()) {
                Stream.of(member.waitingJoin(), member.waitingSync(), member.waitingHeartbeat())
                        .flatMap(Optional::stream)
                        .forEach(token ->
                                answers.add(notCoordinator(token, group, member.memberId())));
            }
        }
        return answers;
    }

    private static Addressed notCoordinator(ReplyToken token, GroupView group, String memberId) {
        return new Addressed(
                token,
                Set.of(),
                new Rejected(
                        Reason.NOT_COORDINATOR,
                        memberId,
                        "the log of group %s was lost".formatted(group.groupId())));
    }

    /// The durable state as events that bring it back: by group id, each group before its offsets.
    /// Good for replay only up to the point in the log that the last decision reached.
    public List<DurableEvent> snapshot() {
        List<DurableEvent> events = new ArrayList<>();
        for (Group group : groups.all()) {
            group.stored()
                    .ifPresent(stored -> events.add(new GroupStored(group.groupId(), stored)));
            if (group.consumers != null) {
                group.consumers
                        .snapshot()
                        .forEach(event -> events.add(new ConsumerChanged(group.groupId(), event)));
            }
            events.addAll(group.offsets.snapshot(group.groupId()));
        }
        return events;
    }

    /// How many members of the consumer protocol there are.
    public int consumerCount() {
        return groups.consumerCount;
    }

    /// How many members there are, of either protocol.
    public int memberCount() {
        return groups.classicCount + groups.consumerCount;
    }

    /// To look at; valid until the next command.
    public Optional<GroupView> group(String groupId) {
        return groups.find(groupId);
    }

    private void expect(Life expected) {
        if (life != expected) {
            throw new IllegalStateException(
                    "expected the shard to be %s, found it %s".formatted(expected, life));
        }
    }
}
