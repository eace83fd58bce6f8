package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.Decision.Notice;
import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupCommand.ListGroups;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.SimulatedMember.Request;
import dev.regroup.coordinator.offset.KnownTopics;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A random conversation of many members with a few groups of one shard. After every step
/// [Invariants] hold, a commit applies only if its sender may commit, nobody is missed who did not
/// lose its connection, no heartbeat is held for too long or while others wait behind it, and no
/// deadline is left behind; at random steps the shard is lost and comes back from its log; in the
/// end every request has been answered exactly once.
final class RandomHistory {
    private static final Pattern EXPIRED =
            Pattern.compile(
                    "the connection of member (\\S+) closed"
                            + " and it did not come back within (\\d+) ms");

    private final SplittableRandom random;
    private final Invariants invariants;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final Map<ReplyToken, SimulatedMember> askers = new HashMap<>();
    private GroupShard shard;
    private KnownTopics topics = KnownTopics.ALL;
    private long nowMs = 1;
    private int tokens;
    private long connections = 1_000;

    /// Those that nobody uses any longer, though they are open.
    private final Deque<ConnectionId> lingering = new ArrayDeque<>();

    /// Until when heartbeats may be held that have not been answered.
    private final Map<ReplyToken, Long> held = new HashMap<>();

    /// When members lost the connection that they were heard of on last.
    private final Map<String, Long> lost = new HashMap<>();

    record NumberedToken(int number) implements ReplyToken {}

    RandomHistory(long seed, GroupConfig config) {
        this.random = new SplittableRandom(seed);
        this.invariants = new Invariants(config);
        this.shard = new GroupShard(config);
        invariants.decided(shard, shard.loaded(envelope()));
        for (int i = 0; i < 9; i++) {
            members.add(new SimulatedMember(i, "g" + i % 2, random));
        }
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            try {
                step();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("at step " + step + ", " + nowMs + " ms", e);
            }
        }
        abandon();
        assertEquals(Set.of(), invariants.unanswered(), "never answered");
    }

    private void step() {
        switch (random.nextInt(100)) {
            case 0 -> restart();
            case 1 -> recreateTopic();
            case 2 -> send(new ListGroups(token(), "", 10, Set.of()));
            case 14 -> deleteSomething();
            case 3 -> pause();
            case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> pass(random.nextInt(4_000));
            case 15 -> pass(random.nextInt(60_000));
            case 16, 17, 18, 19 -> disconnect(members.get(random.nextInt(members.size())));
            case 20 -> Optional.ofNullable(lingering.poll()).ifPresent(this::close);
            default -> ask(members.get(random.nextInt(members.size())));
        }
    }

    /// Mostly alone, now and then with all others; some go on on another connection before theirs
    /// closes.
    private void disconnect(SimulatedMember chosen) {
        for (SimulatedMember member : random.nextInt(10) == 0 ? members : List.of(chosen)) {
            ConnectionId left = member.connection();
            member.connect(new ConnectionId(++connections));
            if (random.nextInt(3) == 0) {
                lingering.add(left);
            } else {
                close(left);
            }
        }
    }

    private void close(ConnectionId connection) {
        onConnection(connection).forEach(member -> lost.put(member.memberId(), nowMs));
        send(new ConnectionClosed(token(), connection, 1 + random.nextInt(3)));
    }

    /// The topic is gone, and another of its name is there at once.
    private void recreateTopic() {
        KnownTopics before = topics;
        topics = (name, id) -> !name.equals("t1") && before.contains(name, id);
        send(new GroupCommand.SeeTopics(topics));
        Optional<OffsetPlace> place = Optional.empty();
        do {
            ReplyToken token = token();
            Decision decision =
                    send(new RemoveTopics(token, Optional.of("t1"), place, 1 + random.nextInt(3)));
            place = ((GroupReply.TopicsRemoved) decision.replies().getLast().reply()).next();
        } while (place.isPresent());
        for (String groupId : List.of("g0", "g1")) {
            shard.group(groupId)
                    .ifPresent(group ->
                            group.offsetPartitions()
                                    .forEach(kept -> assertEquals("t0", kept.topic())));
        }
        topics = before;
        send(new GroupCommand.SeeTopics(topics));
    }

    private void deleteSomething() {
        String groupId = "g" + random.nextInt(2);
        if (random.nextBoolean()) {
            send(new GroupCommand.DeleteGroup(token(), groupId, 1 + random.nextInt(3)));
        } else {
            send(
                    new GroupCommand.DeleteOffsets(
                            token(), groupId, List.of(new TopicPartition("t0", 0))));
        }
    }

    private void ask(SimulatedMember member) {
        release(member.connection());
        ReplyToken token = token();
        askers.put(token, member);
        Request request = member.next(token, nowMs);
        boolean mayCommit =
                !(request.command() instanceof GroupCommand.CommitOffsets commit)
                        || mayCommit(commit);
        String memberId = member.memberId();
        Decision decision = send(envelope(request.command(), member), request.command());
        forgetLoss(memberId, request.command(), decision);
        if (request.command() instanceof GroupCommand.Heartbeat heartbeat) {
            noteHold(heartbeat, decision);
        }
        if (request.command() instanceof GroupCommand.CommitOffsets) {
            GroupReply reply = decision.replies().getFirst().reply();
            assertEquals(mayCommit, reply instanceof GroupReply.OffsetsCommitted, reply::toString);
            assertTrue(mayCommit || decision.durable().isEmpty(), () -> "applied " + request);
        }
    }

    /// As the broker does before it hands a request in, on whatever the connection carries.
    private void release(ConnectionId connection) {
        send(new GroupCommand.ReleaseHeartbeat(connection));
        assertEquals(
                List.of(),
                onConnection(connection)
                        .filter(member -> member.waitingHeartbeat().isPresent())
                        .map(MemberView::memberId)
                        .toList(),
                "held though another request has come");
    }

    private void noteHold(GroupCommand.Heartbeat heartbeat, Decision decision) {
        if (decision.replies().stream().noneMatch(r -> r.token().equals(heartbeat.token()))) {
            held.put(heartbeat.token(), nowMs + heartbeat.holdMsMax());
        }
    }

    private void checkHolds() {
        held.forEach((token, untilMs) ->
                assertTrue(untilMs > nowMs, () -> token + " held since " + untilMs));
    }

    private Stream<MemberView> onConnection(ConnectionId connection) {
        return Stream.of("g0", "g1")
                .flatMap(groupId -> shard.group(groupId).stream())
                .flatMap(group -> group.members().stream())
                .map(MemberView.class::cast)
                .filter(member -> member.session().connection().equals(Optional.of(connection)));
    }

    /// Said independently of the code: the present generation's members while they own something,
    /// and anybody without a generation while there are no members.
    private boolean mayCommit(GroupCommand.CommitOffsets commit) {
        GroupView group = shard.group(commit.groupId()).orElse(null);
        if (group != null && group.state() == GroupState.DEAD) {
            return false;
        }
        if (group == null || group.state() == GroupState.EMPTY) {
            return commit.generationId() < 0;
        }
        boolean fenced =
                commit.groupInstanceId()
                        .filter(id ->
                                !group.staticMemberId(id).equals(Optional.of(commit.memberId())))
                        .isPresent();
        return !fenced
                && group.hasMember(commit.memberId())
                && commit.generationId() == group.generationId()
                && group.state() != GroupState.COMPLETING_REBALANCE;
    }

    private Decision send(GroupCommand command) {
        return send(envelope(), command);
    }

    private Decision send(Envelope envelope, GroupCommand command) {
        invariants.sent(command);
        Decision decision = shard.decide(envelope, command);
        invariants.decided(shard, decision);
        decision.notices().forEach(this::checkLoss);
        decision.replies().forEach(this::deliver);
        return decision;
    }

    /// Only who lost its connection, and was not heard of since, is expired for that, and not
    /// before its time.
    private void checkLoss(Notice notice) {
        Matcher expired = EXPIRED.matcher(notice.cause());
        if (expired.matches()) {
            Long since = lost.remove(expired.group(1));
            assertTrue(since != null, notice::cause);
            assertTrue(nowMs - since >= Long.parseLong(expired.group(2)), notice::cause);
        }
    }

    /// Whatever a member asks that is not refused shows that it is there.
    private void forgetLoss(String memberId, GroupCommand command, Decision decision) {
        ReplyToken token = Invariants.tokenOf(command).orElseThrow();
        boolean refused =
                decision.replies().stream()
                        .filter(reply -> reply.token().equals(token))
                        .anyMatch(reply ->
                                reply.reply() instanceof Rejected rejected
                                        && !(command instanceof GroupCommand.Heartbeat
                                                && rejected.reason()
                                                        == Reason.REBALANCE_IN_PROGRESS));
        if (!refused && decision.replies().stream().noneMatch(RandomHistory::isLookUp)) {
            lost.remove(memberId);
        }
    }

    private static boolean isLookUp(Addressed reply) {
        return reply.reply() instanceof GroupReply.Described
                || reply.reply() instanceof GroupReply.OffsetsFetched
                || reply.reply() instanceof GroupReply.Left;
    }

    private void deliver(Addressed answer) {
        held.remove(answer.token());
        SimulatedMember asker = askers.remove(answer.token());
        if (asker != null) {
            asker.hear(answer.reply());
        }
    }

    /// Time passes, deadlines are fired as they come.
    private void pass(long ms) {
        long endMs = nowMs + ms;
        int fired = 0;
        while (shard.nextDeadlineMs().orElse(Long.MAX_VALUE) <= endMs) {
            nowMs = Math.max(nowMs, shard.nextDeadlineMs().orElseThrow());
            send(new FireDeadlines(0, 1 + random.nextInt(5)));
            assertTrue(++fired < 10_000, "deadlines keep the shard busy");
        }
        nowMs = endMs;
        checkHolds();
    }

    private void pause() {
        nowMs += random.nextInt(30_000);
        OptionalLong next = shard.nextDeadlineMs();
        long lateMs = next.isPresent() ? Math.max(0, nowMs - next.getAsLong()) : 0;
        Decision decision = send(new FireDeadlines(lateMs, 1_000));
        assertTrue(shard.nextDeadlineMs().orElse(Long.MAX_VALUE) > nowMs, "a deadline left behind");
        checkHolds();
        if (lateMs > DeadlineDecider.LATE_MAX_MS) {
            assertFalse(
                    decision.notices().stream()
                            .anyMatch(n ->
                                    n.cause().startsWith("the session")
                                            || n.cause().startsWith("the connection")),
                    "expired for a pause of the shard");
        }
    }

    private void restart() {
        abandon();
        shard = invariants.restart(shard);
        invariants.decided(shard, shard.loaded(envelope()));
    }

    private void abandon() {
        List<Addressed> answers = shard.abandon();
        invariants.answered(answers);
        answers.forEach(this::deliver);
    }

    private ReplyToken token() {
        return new NumberedToken(++tokens);
    }

    private Envelope envelope(GroupCommand command, SimulatedMember member) {
        boolean isMembers =
                command instanceof GroupCommand.Join
                        || command instanceof GroupCommand.Sync
                        || command instanceof GroupCommand.Heartbeat;
        return isMembers
                ? new Envelope(
                        GroupScenario.WALL_CLOCK_AHEAD_MS + nowMs,
                        nowMs,
                        Optional.of(member.connection()))
                : envelope();
    }

    private Envelope envelope() {
        return new Envelope(GroupScenario.WALL_CLOCK_AHEAD_MS + nowMs, nowMs);
    }
}
