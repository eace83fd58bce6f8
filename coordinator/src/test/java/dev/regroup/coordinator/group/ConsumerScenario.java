package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.Assignors;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.group.GroupCommand.AssignmentComputed;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Assigned;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// Conversations of named members of the consumer protocol with the group `g`. A member has what it
/// was last told to have, and says so in its next heartbeat. Time stands still but for [#after].
/// Assignors work when told to. After every command [Invariants] are checked, and that no partition
/// is in two members' hands.
final class ConsumerScenario {
    static final int REBALANCE_TIMEOUT_MS = 60_000;
    static final ConsumerPace PACE = new ConsumerPace(45_000, 250, 2_000, OptionalInt.empty());
    private static final String GROUP = "g";

    private final GroupConfig config;
    private final Invariants invariants;
    private final Map<String, ConsumerActor> actors = new LinkedHashMap<>();
    private final ConsumerTopics topics = new ConsumerTopics();
    private final Deque<ComputeAssignment> asked = new ArrayDeque<>();
    private GroupShard shard;
    private Effect.@Nullable ReadAssignments toRead;
    ConsumerPace pace = PACE;
    long wallClockAheadMs = GroupScenario.WALL_CLOCK_AHEAD_MS;
    private long nowMs = 5_000;
    private int lastToken;
    private Decision last = new Decision(List.of(), List.of(), List.of(), List.of());

    private ConsumerScenario(GroupConfig config) {
        this.config = config;
        this.invariants = new Invariants(config);
        this.shard = new GroupShard(config);
        record(shard.loaded(envelope()));
    }

    static ConsumerScenario consumers() {
        return consumers(ConsumerConfig.DEFAULT);
    }

    static ConsumerScenario consumers(ConsumerConfig config) {
        return consumers(config, Departures.ALL, OffsetRetention.DEFAULT);
    }

    static ConsumerScenario consumers(
            ConsumerConfig config, Departures departures, OffsetRetention retention) {
        GroupConfig base = GroupConfig.DEFAULT;
        return new ConsumerScenario(
                new GroupConfig(
                        base.sessionTimeoutMinMs(),
                        base.sessionTimeoutMaxMs(),
                        base.initialRebalanceDelayMs(),
                        base.sizeMax(),
                        base.offsetMetadataBytesMax(),
                        config,
                        departures,
                        retention));
    }

    /// A topic comes, or grows.
    ConsumerScenario topic(String name, int partitions) {
        topics.put(name, partitions);
        return noteTopic(name);
    }

    ConsumerScenario dropTopic(String name) {
        topics.remove(name);
        return noteTopic(name);
    }

    private ConsumerScenario noteTopic(String name) {
        return send(new GroupCommand.TopicsChanged(token("x", "topics"), Set.of(name), "", 10));
    }

    /// Members that subscribe to `t` and have all that is theirs.
    ConsumerScenario stable(String... names) {
        if (!topics.has("t")) {
            topic("t", 6);
        }
        List.of(names).forEach(name -> join(name, "t"));
        return settle();
    }

    ConsumerScenario join(String name, String... topicNames) {
        ConsumerActor actor =
                actors.computeIfAbsent(name, id -> new ConsumerActor(List.of(topicNames)));
        actor.epoch = 0;
        actor.owned = Partitions.NONE;
        return heartbeat(name, actor.everything());
    }

    ConsumerScenario joinStatic(String name, String instanceId, String... topicNames) {
        ConsumerActor actor = new ConsumerActor(List.of(topicNames));
        actor.instanceId = Optional.of(instanceId);
        actors.put(name, actor);
        return join(name);
    }

    ConsumerScenario joinWishing(String name, String assignor, String... topicNames) {
        ConsumerActor actor = new ConsumerActor(List.of(topicNames));
        actor.assignor = Optional.of(assignor);
        actors.put(name, actor);
        return join(name);
    }

    /// Says what it has, as after every change.
    ConsumerScenario beat(String name) {
        return heartbeat(name, actor(name).whatItHas());
    }

    /// Says nothing about what it has: it is still busy giving it up.
    ConsumerScenario beatBusy(String name) {
        return heartbeat(name, actor(name).nothing());
    }

    /// As a member that believes to be at another epoch, with other partitions.
    ConsumerScenario beatAt(String name, int epoch, Partitions owned) {
        ConsumerActor actor = actor(name);
        actor.epoch = epoch;
        actor.owned = owned;
        return beat(name);
    }

    ConsumerScenario heartbeat(String name, ConsumerClaims claims) {
        return send(
                new Envelope(envelope().wallClockMs(), nowMs, actor(name).connection),
                new ConsumerHeartbeat(
                        token(name, "beat"),
                        GROUP,
                        name,
                        actor(name).epoch,
                        new Client("client", "/10.0.0.1"),
                        new Origin("/10.0.0.1", "PLAINTEXT"),
                        claims,
                        pace));
    }

    ConsumerScenario leave(String name) {
        return leave(name, false);
    }

    ConsumerScenario leaveForAWhile(String name) {
        return leave(name, true);
    }

    private ConsumerScenario leave(String name, boolean forAWhile) {
        Optional<ConsumerActor> actor = Optional.ofNullable(actors.remove(name));
        return send(
                new ConsumerLeave(
                        token(name, "leave"),
                        GROUP,
                        name,
                        actor.flatMap(each -> each.instanceId),
                        forAWhile));
    }

    /// From its next heartbeat on the member is on this connection.
    ConsumerScenario connect(String name, long connection) {
        actor(name).connection = Optional.of(new ConnectionId(connection));
        return this;
    }

    /// The member's process is gone; nobody is told.
    ConsumerScenario crash(String name) {
        actors.remove(name);
        return this;
    }

    ConsumerScenario commit(String name, int epoch, String topic, int partition, long offset) {
        return send(
                new GroupCommand.CommitOffsets(
                        token(name, "commit"),
                        GROUP,
                        epoch,
                        epoch < 0 ? "" : name,
                        Optional.empty(),
                        List.of(
                                new OffsetToCommit(
                                        new TopicPartition(topic, partition),
                                        offset,
                                        OptionalInt.empty(),
                                        "",
                                        topics.id(topic)))));
    }

    /// The assignor that was asked first answers.
    ConsumerScenario assign() {
        ComputeAssignment what = asked.remove();
        AssignmentInput input = topics.input(what);
        return answer(
                what,
                new Assigned(
                        1 + Math.abs((long) input.topics().hashCode()),
                        Assignors.named(what.assignorName()).orElseThrow().assign(input),
                        Map.of()));
    }

    ConsumerScenario failToAssign(String why) {
        return answer(asked.remove(), new Failed(why));
    }

    private ConsumerScenario answer(ComputeAssignment what, AssignmentOutcome came) {
        return send(new AssignmentComputed(what.groupId(), what.ticket(), what.epoch(), came));
    }

    /// Assignors answer and members beat until every member has what it is to have.
    ConsumerScenario settle() {
        for (int round = 0; round < 20; round++) {
            after(config.consumers().quietMaxMs());
            while (!asked.isEmpty()) {
                assign();
            }
            List.copyOf(actors.keySet()).forEach(this::beat);
            if (view().assignmentWait().isEmpty()
                    && view().assigning().isEmpty()
                    && group().isAssigned()
                    && group().isReconciled()) {
                return this;
            }
        }
        throw new AssertionError("did not settle: " + view().state());
    }

    ConsumerScenario send(GroupCommand command) {
        return send(envelope(), command);
    }

    private ConsumerScenario send(Envelope envelope, GroupCommand command) {
        invariants.sent(command);
        record(shard.decide(envelope, command));
        return this;
    }

    /// What a member asks for itself.
    ConsumerScenario send(ConnectionId connection, GroupCommand command) {
        Envelope time = envelope();
        return send(
                new Envelope(time.wallClockMs(), time.monotonicMs(), Optional.of(connection)),
                command);
    }

    ConsumerScenario after(long ms) {
        long endMs = nowMs + ms;
        while (shard.nextDeadlineMs().orElse(Long.MAX_VALUE) <= endMs) {
            nowMs = Math.max(nowMs, shard.nextDeadlineMs().orElseThrow());
            send(new GroupCommand.FireDeadlines(0, 100));
        }
        nowMs = endMs;
        return this;
    }

    ConsumerScenario passWithoutFiring(long ms) {
        nowMs += ms;
        return this;
    }

    /// The shard loses its state and is loaded from its log again; assignors' answers are lost.
    ConsumerScenario restart() {
        invariants.answered(shard.abandon());
        asked.clear();
        shard = invariants.restart(shard);
        record(shard.loaded(envelope()));
        return this;
    }

    private void record(Decision decision) {
        last = decision;
        decision.effects()
                .forEach(effect -> {
                    switch (effect) {
                        case ComputeAssignment compute -> asked.add(compute);
                        case Effect.ReadAssignments read -> toRead = read;
                    }
                });
        decision.replies().forEach(this::remember);
        invariants.decided(shard, decision);
        checkHands();
    }

    private void remember(Decision.Addressed addressed) {
        if (!(addressed.token() instanceof GroupScenario.Token(String name, String what))) {
            return;
        }
        ConsumerActor actor = actors.get(name);
        if (actor == null) {
            return;
        }
        if (addressed.reply() instanceof ConsumerAccepted accepted) {
            actor.epoch = accepted.memberEpoch();
            actor.intervalMs = accepted.heartbeatIntervalMs();
            accepted.assignment().ifPresent(assignment -> actor.owned = assignment);
        } else if (addressed.reply() instanceof Rejected rejected
                && rejected.reason() == Reason.FENCED_MEMBER_EPOCH) {
            actor.owned = Partitions.NONE;
        }
    }

    /// What members of the group use at this moment does not overlap.
    private void checkHands() {
        Partitions seen = Partitions.NONE;
        for (Map.Entry<String, ConsumerActor> each : actors.entrySet()) {
            if (isIn(each.getKey())) {
                Partitions owned = each.getValue().owned;
                assertTrue(!seen.intersects(owned), () -> each.getKey() + " shares " + owned);
                seen = seen.plus(owned);
            }
        }
    }

    ReplyToken token(String member, String what) {
        return new GroupScenario.Token(member, "%s.%s#%d".formatted(member, what, ++lastToken));
    }

    private ConsumerActor actor(String name) {
        return Optional.ofNullable(actors.get(name)).orElseThrow();
    }

    int epochOf(String name) {
        return actor(name).epoch;
    }

    int intervalOf(String name) {
        return actor(name).intervalMs;
    }

    Partitions ownedBy(String name) {
        return actor(name).owned;
    }

    boolean isIn(String name) {
        return shard.group(GROUP)
                .flatMap(GroupView::consumers)
                .filter(group -> group.hasMember(name))
                .isPresent();
    }

    int partitions(String topic) {
        return topics.partitions(topic);
    }

    /// All partitions of topics that members subscribe to.
    Partitions subscribed() {
        Partitions.Builder all = Partitions.builder();
        for (String memberId : group().memberIds()) {
            topics.addPartitions(member(memberId).metadata().topicNames(), all);
        }
        return all.build();
    }

    int asked() {
        return asked.size();
    }

    /// Which strategy is to answer next.
    String nextAssignor() {
        return asked.element().assignorName();
    }

    GroupShard shard() {
        return shard;
    }

    Invariants invariants() {
        return invariants;
    }

    GroupView view() {
        return shard.group(GROUP).orElseThrow();
    }

    ConsumerGroupView group() {
        return view().consumers().orElseThrow();
    }

    ConsumerMember member(String name) {
        return group().member(name).orElseThrow();
    }

    Envelope envelope() {
        return new Envelope(nowMs + wallClockAheadMs, nowMs);
    }

    ConsumerScenario expectState(GroupState state) {
        assertEquals(state, view().state());
        return this;
    }

    /// How many partitions the members have, in the order named.
    ConsumerScenario expectShares(String names, Integer... counts) {
        List<Integer> found = new ArrayList<>();
        for (String name : names.split(" ", -1)) {
            found.add(ownedBy(name).count());
        }
        assertEquals(List.of(counts), found);
        return this;
    }

    ConsumerScenario expectMembers(String... names) {
        assertEquals(new TreeSet<>(List.of(names)), new TreeSet<>(group().memberIds()));
        return this;
    }

    /// The last command was refused.
    ConsumerScenario expectRejected(Reason reason) {
        Rejected rejected = assertInstanceOf(Rejected.class, onlyReply());
        assertEquals(reason, rejected.reason(), rejected.detail());
        return this;
    }

    ConsumerAccepted accepted() {
        return assertInstanceOf(ConsumerAccepted.class, onlyReply());
    }

    ConsumerScenario expectCause(String cause) {
        assertEquals(cause, last.notices().getFirst().cause());
        return this;
    }

    void expectNothingTold() {
        assertEquals(List.of(), last.notices());
    }

    void expectNothingLogged() {
        assertEquals(List.of(), last.durable());
    }

    /// The assignments of a classic group are these, by member.
    ConsumerScenario read(Map<String, Partitions> partitions) {
        Effect.ReadAssignments what = Objects.requireNonNull(toRead);
        return send(
                new GroupCommand.AssignmentsRead(what.groupId(), what.generationId(), partitions));
    }

    Map<String, Bytes> toRead() {
        return Objects.requireNonNull(toRead).assignments();
    }

    GroupReply onlyReply() {
        assertEquals(1, last.replies().size());
        return last.replies().getFirst().reply();
    }
}
