package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.UnaryOperator;

/// Conversations of named members with one group. A member remembers the id and the generation it
/// was told, and names them in what it says next; each of its requests has a token like `a.join#1`.
/// Time stands still but for [#after], which fires each deadline as it comes. After every command
/// [Invariants] are checked.
final class GroupScenario {
    record Token(String member, String name) implements ReplyToken {
        @Override
        public String toString() {
            return name;
        }
    }

    record Step(long atMs, Decision decision) {}

    static final long WALL_CLOCK_AHEAD_MS = 1_700_000_000_000L;
    static final Client CLIENT = new Client("client", "/10.0.0.1");

    final String groupId;
    private final GroupConfig config;
    private final Invariants invariants;
    private final Map<String, String> memberIds = new LinkedHashMap<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Map<String, String> instances = new HashMap<>();
    private final Map<String, List<GroupReply>> replies = new HashMap<>();
    private final Map<String, Integer> freshIds = new HashMap<>();
    private final Map<String, ConnectionId> connections = new HashMap<>();
    private final DropCount drops = new DropCount();
    private int membersElsewhere;
    private long lastConnection;
    private GroupShard shard;
    private long nowMs = 5_000;
    private long wallClockOffMs;
    private int lastToken;
    private final List<Step> history = new ArrayList<>();
    private Decision last = new Decision(List.of(), List.of(), List.of(), List.of());

    private GroupScenario(String groupId, GroupConfig config) {
        this.groupId = groupId;
        this.config = config;
        this.invariants = new Invariants(config);
        this.shard = new GroupShard(config);
        record(shard.loaded(envelope()));
    }

    static GroupScenario group(String groupId) {
        return new GroupScenario(groupId, GroupConfig.DEFAULT);
    }

    static GroupScenario group(String groupId, GroupConfig config) {
        return new GroupScenario(groupId, config);
    }

    /// A stable group of dynamic members; the first leads.
    GroupScenario stable(String... members) {
        for (String member : members) {
            join(member);
        }
        return settle(members);
    }

    /// Ends the join phase and lets all members sync, the first as leader.
    GroupScenario settle(String... members) {
        while (view().state() == GroupState.PREPARING_REBALANCE) {
            after(shard.nextDeadlineMs().orElseThrow() - nowMs);
        }
        assertTrue(
                view().state() == GroupState.COMPLETING_REBALANCE,
                () -> "not ready to sync: " + view().state());
        String[] assignments = new String[members.length];
        for (int i = 0; i < members.length; i++) {
            assignments[i] = members[i] + "=parts-of-" + members[i];
        }
        sync(members[0], assignments);
        for (int i = 1; i < members.length; i++) {
            sync(members[i]);
        }
        return this;
    }

    GroupScenario join(String member) {
        return join(member, UnaryOperator.identity());
    }

    GroupScenario join(String member, UnaryOperator<JoinSpec> how) {
        JoinSpec spec = how.apply(JoinSpec.plain());
        spec.instanceId().ifPresent(id -> instances.put(member, id));
        return send(
                new GroupCommand.Join(
                        token(member, "join"),
                        groupId,
                        spec.memberId().orElseGet(() -> idOf(member)),
                        spec.instanceId(),
                        member + "-" + freshIds.merge(member, 1, Integer::sum),
                        CLIENT,
                        spec.timeouts().sessionMs(),
                        spec.timeouts().rebalanceMs(),
                        spec.protocolType(),
                        spec.protocols(),
                        Optional.empty(),
                        spec.rules(),
                        spec.reason()));
    }

    /// @param assignments from a leader, each as `member=assignment`
    GroupScenario sync(String member, String... assignments) {
        Map<String, Bytes> byId = new LinkedHashMap<>();
        for (String assignment : assignments) {
            String[] pair = assignment.split("=", 2);
            byId.put(idOf(pair[0]), JoinSpec.bytes(pair[1]));
        }
        return sync(member, generationOf(member), byId, Optional.empty(), Optional.empty());
    }

    GroupScenario sync(
            String member,
            int generationId,
            Map<String, Bytes> assignments,
            Optional<String> protocolType,
            Optional<String> protocolName) {
        return send(
                new GroupCommand.Sync(
                        token(member, "sync"),
                        groupId,
                        generationId,
                        idOf(member),
                        Optional.ofNullable(instances.get(member)),
                        protocolType,
                        protocolName,
                        assignments));
    }

    GroupScenario heartbeat(String member) {
        return heartbeat(member, generationOf(member));
    }

    GroupScenario heartbeat(String member, int generationId) {
        return heartbeat(member, generationId, 0);
    }

    /// From a client that bears to wait for so long.
    GroupScenario patientHeartbeat(String member, int holdMsMax) {
        return heartbeat(member, generationOf(member), holdMsMax);
    }

    private GroupScenario heartbeat(String member, int generationId, int holdMsMax) {
        return send(
                new GroupCommand.Heartbeat(
                        token(member, "heartbeat"),
                        groupId,
                        generationId,
                        idOf(member),
                        Optional.ofNullable(instances.get(member)),
                        holdMsMax));
    }

    /// Something else has come on the member's connection.
    GroupScenario requestOn(String member) {
        return send(new GroupCommand.ReleaseHeartbeat(connectionOf(member)));
    }

    GroupScenario leave(String member) {
        return leave(
                member, new Leaver(idOf(member), Optional.ofNullable(instances.get(member)), ""));
    }

    GroupScenario leave(String asker, Leaver... leavers) {
        return send(new GroupCommand.Leave(token(asker, "leave"), groupId, List.of(leavers)));
    }

    GroupScenario commit(String member, String topic, int partition, long offset) {
        return commit(
                member, generationOf(member), idOf(member), offset(topic, partition, offset, ""));
    }

    GroupScenario commit(
            String member, int generationId, String memberId, OffsetToCommit... offsets) {
        return send(
                new GroupCommand.CommitOffsets(
                        token(member, "commit"),
                        groupId,
                        generationId,
                        memberId,
                        Optional.ofNullable(instances.get(member)),
                        List.of(offsets)));
    }

    OffsetToCommit offset(String topic, int partition, long offset, String metadata) {
        return new OffsetToCommit(
                new TopicPartition(topic, partition),
                offset,
                OptionalInt.empty(),
                metadata,
                TopicId.NONE);
    }

    GroupScenario commitInTransaction(
            Producer producer, String member, int generationId, OffsetToCommit... offsets) {
        return send(
                new GroupCommand.CommitInTransaction(
                        token(member, "txn-commit"),
                        groupId,
                        producer,
                        generationId,
                        idOf(member),
                        Optional.ofNullable(instances.get(member)),
                        List.of(offsets)));
    }

    GroupScenario endTransaction(Producer producer, TransactionOutcome outcome) {
        return send(new GroupCommand.EndTransaction(token("txn", "marker"), producer, outcome, 0));
    }

    GroupScenario fetch(String asker, GroupCommand.Wanted wanted, TopicPartition... partitions) {
        return send(
                new GroupCommand.FetchOffsets(
                        token(asker, "fetch"),
                        groupId,
                        Optional.of(List.of(partitions)),
                        Optional.empty(),
                        wanted));
    }

    GroupScenario delete(String asker, int countMax) {
        return send(new GroupCommand.DeleteGroup(token(asker, "delete"), groupId, countMax));
    }

    /// From now on exactly these topics exist.
    GroupScenario topics(Map<String, TopicId> known) {
        return send(
                new GroupCommand.SeeTopics((name, id) ->
                        known.containsKey(name)
                                && (id.equals(TopicId.NONE) || id.equals(known.get(name)))));
    }

    GroupScenario removeTopic(String topic) {
        return send(
                new GroupCommand.RemoveTopics(
                        token("catalogue", "remove"), Optional.of(topic), Optional.empty(), 1_000));
    }

    /// The wall clock is set, and goes on from there.
    GroupScenario setWallClock(long byMs) {
        wallClockOffMs += byMs;
        return this;
    }

    long wallClockMs() {
        return envelope().wallClockMs();
    }

    GroupScenario fetchAll(String asker) {
        return send(
                new GroupCommand.FetchOffsets(token(asker, "fetch"), groupId, Optional.empty()));
    }

    GroupScenario describe(String asker) {
        return send(new GroupCommand.Describe(token(asker, "describe"), groupId));
    }

    GroupScenario endSession(String asker, String memberId) {
        return send(new GroupCommand.EndSession(token(asker, "end-session"), groupId, memberId));
    }

    GroupScenario rebalance(String asker, String reason) {
        return send(new GroupCommand.Rebalance(token(asker, "rebalance"), groupId, reason));
    }

    GroupScenario send(GroupCommand command) {
        invariants.sent(command);
        record(shard.decide(envelope(command), command));
        return this;
    }

    /// The members' connections close, each by itself; what they say later comes on new ones.
    GroupScenario disconnect(String... members) {
        for (String member : members) {
            ConnectionId closed = Objects.requireNonNull(connections.remove(member));
            send(new GroupCommand.ConnectionClosed(token(member, "closed"), closed, 100));
        }
        return this;
    }

    /// The member goes on on a new connection, while the old one is still open.
    GroupScenario reconnect(String member) {
        connections.remove(member);
        return this;
    }

    ConnectionId connectionOf(String member) {
        return connections.computeIfAbsent(member, _ -> new ConnectionId(++lastConnection));
    }

    /// Both members' requests come on one connection.
    GroupScenario share(String member, String other) {
        connections.put(other, connectionOf(member));
        return this;
    }

    /// The broker has so many members in other shards.
    GroupScenario elsewhere(int members) {
        membersElsewhere = members;
        return this;
    }

    /// Time passes; what falls due on the way is done at its time.
    GroupScenario after(long ms) {
        long endMs = nowMs + ms;
        while (shard.nextDeadlineMs().orElse(Long.MAX_VALUE) <= endMs) {
            nowMs = Math.max(nowMs, shard.nextDeadlineMs().orElseThrow());
            send(new GroupCommand.FireDeadlines(0, 100, drops.massDrops()));
        }
        nowMs = endMs;
        return this;
    }

    /// Time passes, and the shard has not come to what has fallen due.
    GroupScenario passWithoutFiring(long ms) {
        nowMs += ms;
        return this;
    }

    /// The shard stands still, then fires what has come meanwhile.
    GroupScenario afterPause(long ms) {
        nowMs += ms;
        long lateMs = nowMs - shard.nextDeadlineMs().orElse(nowMs);
        return send(new GroupCommand.FireDeadlines(Math.max(0, lateMs), 100));
    }

    /// Time passes, and nobody looks at deadlines yet.
    GroupScenario standStill(long ms) {
        nowMs += ms;
        return this;
    }

    /// The shard loses its state and is loaded from its log again.
    GroupScenario restart() {
        List<Addressed> abandoned = shard.abandon();
        remember(abandoned);
        history.add(new Step(nowMs, new Decision(List.of(), abandoned, List.of(), List.of())));
        invariants.answered(abandoned);
        shard = invariants.restart(shard);
        record(shard.loaded(envelope()));
        return this;
    }

    GroupScenario expect(Expectation... expectations) {
        for (Expectation expectation : expectations) {
            expectation.check(this);
        }
        return this;
    }

    /// Says that the member's next JoinGroup comes from a client that knows no id.
    GroupScenario forget(String member) {
        memberIds.remove(member);
        return this;
    }

    ReplyToken token(String member, String what) {
        return new Token(member, "%s.%s#%d".formatted(member, what, ++lastToken));
    }

    String idOf(String member) {
        return memberIds.getOrDefault(member, "");
    }

    int generationOf(String member) {
        return generations.getOrDefault(member, -1);
    }

    List<GroupReply> repliesTo(String member) {
        return replies.getOrDefault(member, List.of());
    }

    GroupShard shard() {
        return shard;
    }

    GroupView view() {
        return shard.group(groupId).orElseThrow();
    }

    /// What came of each command so far, and when.
    List<Step> history() {
        return history;
    }

    Decision last() {
        return last;
    }

    long nowMs() {
        return nowMs;
    }

    Invariants invariants() {
        return invariants;
    }

    GroupConfig config() {
        return config;
    }

    Envelope envelope() {
        return new Envelope(nowMs + WALL_CLOCK_AHEAD_MS + wallClockOffMs, nowMs);
    }

    /// A member's own requests say which connection they come on.
    private Envelope envelope(GroupCommand command) {
        boolean isMembers =
                command instanceof GroupCommand.Join
                        || command instanceof GroupCommand.Sync
                        || command instanceof GroupCommand.Heartbeat;
        return isMembers && Invariants.tokenOf(command).orElseThrow() instanceof Token token
                ? new Envelope(
                        nowMs + WALL_CLOCK_AHEAD_MS,
                        nowMs,
                        Optional.of(connectionOf(token.member())))
                : envelope();
    }

    private void record(Decision decision) {
        last = decision;
        history.add(new Step(nowMs, decision));
        remember(decision.replies());
        invariants.decided(shard, decision);
    }

    private void remember(List<Addressed> answers) {
        for (Addressed answer : answers) {
            if (answer.reply() instanceof GroupReply.ConnectionForgotten forgotten) {
                drops.dropped(
                        forgotten.atMs(),
                        forgotten.members(),
                        shard.memberCount() + membersElsewhere);
            }
            if (!(answer.token() instanceof Token(String member, String name))) {
                continue;
            }
            replies.computeIfAbsent(member, key -> new ArrayList<>()).add(answer.reply());
            if (answer.reply() instanceof GroupReply.Joined joined) {
                memberIds.put(member, joined.memberId());
                generations.put(member, joined.generationId());
            } else if (answer.reply() instanceof GroupReply.Rejected rejected
                    && rejected.reason() == GroupReply.Reason.MEMBER_ID_REQUIRED) {
                memberIds.put(member, rejected.memberId());
            }
        }
    }
}
