package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.offsets.GroupRecords;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.Decision.Notice;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.Effect;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.group.Effect.ReadAssignments;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupShard;
import dev.regroup.storage.partition.PartitionKey;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The groups of one shard: carries commands to the state machine, its events into
/// `__consumer_offsets`, its replies to the gate.
final class GroupSide {
    private static final Logger LOG = LoggerFactory.getLogger(GroupSide.class);
    private static final int DEADLINES_PER_TURN_MAX = 1_000;
    private static final Rejected LOST =
            new Rejected(Reason.NOT_COORDINATOR, "", "the coordinator lost its log");

    private final int shard;
    private final ShardEnvironment environment;
    private final GroupShard groups;
    private final PartitionSide partitions;
    private CatalogueView seen = CatalogueView.EMPTY;
    private final Map<String, Long> undurableByGroup = new HashMap<>();
    private final Deque<Undurable> undurable = new ArrayDeque<>();

    private record Undurable(long position, String groupId) {}

    GroupSide(int shard, ShardEnvironment environment, PartitionSide partitions) {
        this.shard = shard;
        this.environment = environment;
        this.groups = new GroupShard(environment.groups());
        this.partitions = partitions;
    }

    GroupShard all() {
        return groups;
    }

    void replay(ByteBuffer batch) {
        GroupRecords.decode(batch).forEach(groups::replay);
    }

    void restore(List<DurableEvent> snapshot) {
        snapshot.forEach(groups::replay);
    }

    /// The durable state, all that was decided included.
    List<DurableEvent> snapshot() {
        return groups.snapshot();
    }

    /// Replay is over: session timers start afresh.
    void loaded(Turn turn) {
        carryOut(turn, groups.loaded(turn.envelope()));
    }

    /// The shard has been told which topics there are: offsets of others go.
    void reconcile() {
        new OffsetRemoval(environment.post()).start(shard, Optional.empty());
    }

    void decide(Turn turn, GroupCommand command) {
        seeTopics(turn);
        if (writes(command) && partitions.offsetsPartition().isEmpty()) {
            Refusals.refuse(new OnGroups(command), "no group has ever been here");
            return;
        }
        carryOut(turn, groups.decide(turn.envelope(), command));
    }

    /// Groups go by the newest topics that clients may see. Before there are any, which is before
    /// the catalogue has been loaded, they take all topics to exist.
    private void seeTopics(Turn turn) {
        CatalogueView newest = environment.catalogue().view();
        if (newest != seen) {
            seen = newest;
            groups.decide(turn.envelope(), new GroupCommand.SeeTopics(new ShownTopics(newest)));
        }
    }

    void fireDeadlines(Turn turn) {
        Envelope now = turn.envelope();
        OptionalLong next = groups.nextDeadlineMs();
        if (next.isPresent() && next.getAsLong() <= now.monotonicMs()) {
            long lateMs = now.monotonicMs() - next.getAsLong();
            carryOut(
                    turn,
                    groups.decide(
                            now,
                            new GroupCommand.FireDeadlines(
                                    lateMs,
                                    DEADLINES_PER_TURN_MAX,
                                    environment.drops().massDrops())));
        }
    }

    OptionalLong nextDeadlineMs() {
        return groups.nextDeadlineMs();
    }

    void durable(long position) {
        while (!undurable.isEmpty() && undurable.element().position <= position) {
            Undurable past = undurable.remove();
            undurableByGroup.remove(past.groupId, past.position);
        }
    }

    /// The shard loses its log: whoever waits for other members is sent away.
    void abandon() {
        groups.abandon()
                .forEach(addressed -> replyTo(addressed.token()).deliver(addressed.reply()));
    }

    private void carryOut(Turn turn, Decision decision) {
        if (!decision.durable().isEmpty()) {
            log(turn, decision);
        }
        count();
        for (Addressed addressed : decision.replies()) {
            turn.reply(restsOn(addressed), replyTo(addressed.token()), addressed.reply(), LOST);
        }
        decision.effects().forEach(this::ask);
        decision.notices().forEach(GroupSide::tell);
    }

    private void count() {
        environment.population().set(shard, groups.memberCount(), groups.consumerCount());
    }

    private void ask(Effect effect) {
        switch (effect) {
            case ComputeAssignment compute -> environment.assigning().compute(shard, compute);
            case ReadAssignments read -> environment.assigning().read(shard, read);
        }
    }

    private void log(Turn turn, Decision decision) {
        PartitionKey offsets =
                partitions
                        .offsetsPartition()
                        .orElseThrow(() -> new IllegalStateException("groups without their topic"));
        ByteBuffer batch = GroupRecords.encode(decision.durable(), turn.envelope().wallClockMs());
        long position = partitions.appendOwn(turn, offsets, batch);
        for (DurableEvent event : decision.durable()) {
            for (String groupId : event.groupIds()) {
                Long before = undurableByGroup.put(groupId, position);
                if (before == null || before != position) {
                    undurable.add(new Undurable(position, groupId));
                }
            }
        }
    }

    private long restsOn(Addressed addressed) {
        if (undurableByGroup.isEmpty()) {
            return 0;
        }
        long position = 0;
        for (String groupId : addressed.groupIds()) {
            position = Math.max(position, undurableByGroup.getOrDefault(groupId, 0L));
        }
        return position;
    }

    /// Whether the command may lead to events, for which the offsets topic must be there.
    private static boolean writes(GroupCommand command) {
        return switch (command) {
            case GroupCommand.Join join -> true;
            case GroupCommand.Sync sync -> true;
            case GroupCommand.Heartbeat heartbeat -> true;
            case GroupCommand.Leave leave -> true;
            case GroupCommand.ConsumerHeartbeat heartbeat -> true;
            case GroupCommand.ConsumerLeave leave -> true;
            case GroupCommand.CommitOffsets commit -> true;
            case GroupCommand.CommitInTransaction commit -> true;
            case GroupCommand.EndTransaction end -> true;
            // Of a group that is there, so that the topic is there as well.
            case GroupCommand.EndSession end -> false;
            case GroupCommand.Rebalance rebalance -> false;
            case GroupCommand.AssignmentComputed computed -> false;
            case GroupCommand.AssignmentsRead read -> false;
            case GroupCommand.TopicsChanged changed -> false;
            case GroupCommand.DescribeConsumers describe -> false;
            case GroupCommand.DeleteGroup delete -> false;
            case GroupCommand.DeleteOffsets delete -> false;
            case GroupCommand.FetchOffsets fetch -> false;
            case GroupCommand.Describe describe -> false;
            case GroupCommand.ListGroups list -> false;
            case GroupCommand.RemoveTopics remove -> false;
            case GroupCommand.ReadPositions read -> false;
            case GroupCommand.ConnectionClosed closed -> false;
            case GroupCommand.SeeTopics see -> false;
            case GroupCommand.ReleaseHeartbeat release -> false;
            case GroupCommand.FireDeadlines fire -> false;
        };
    }

    @SuppressWarnings("unchecked") // the contract of ShardCommand.OnGroups
    private static ReplyTo<GroupReply> replyTo(ReplyToken token) {
        return (ReplyTo<GroupReply>) token;
    }

    private static void tell(Notice notice) {
        LOG.atInfo()
                .addKeyValue("group", notice.groupId())
                .addKeyValue("from", notice.from())
                .addKeyValue("to", notice.to())
                .addKeyValue("generation", notice.generationId())
                .addKeyValue("members", notice.members())
                .addKeyValue("cause", notice.cause())
                .log("Group changed state");
    }
}
