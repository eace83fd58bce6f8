package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.GroupCommand.FireDeadlines;
import dev.regroup.coordinator.group.GroupCommand.ListGroups;
import dev.regroup.coordinator.group.GroupCommand.RemoveTopics;
import dev.regroup.coordinator.group.SimulatedMember.Request;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;

/// A random conversation of many members with a few groups of one shard. After every step
/// [Invariants] hold, a commit applies only if its sender may commit, and no deadline is left
/// behind; at random steps the shard is lost and comes back from its log; in the end every request
/// has been answered exactly once.
final class RandomHistory {
    private final SplittableRandom random;
    private final Invariants invariants;
    private final List<SimulatedMember> members = new ArrayList<>();
    private final Map<ReplyToken, SimulatedMember> askers = new HashMap<>();
    private GroupShard shard;
    private long nowMs = 1;
    private int tokens;

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
            case 1 -> send(new RemoveTopics(token(), Set.of("t1"), "", 10));
            case 2 -> send(new ListGroups(token(), "", 10, Set.of()));
            case 14 -> deleteSomething();
            case 3 -> pause();
            case 4, 5, 6, 7, 8, 9, 10, 11, 12, 13 -> pass(random.nextInt(4_000));
            case 15 -> pass(random.nextInt(60_000));
            default -> ask(members.get(random.nextInt(members.size())));
        }
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
        ReplyToken token = token();
        askers.put(token, member);
        Request request = member.next(token, nowMs);
        boolean mayCommit =
                !(request.command() instanceof GroupCommand.CommitOffsets commit)
                        || mayCommit(commit);
        Decision decision = send(request.command());
        if (request.command() instanceof GroupCommand.CommitOffsets) {
            GroupReply reply = decision.replies().getFirst().reply();
            assertEquals(mayCommit, reply instanceof GroupReply.OffsetsCommitted, reply::toString);
            assertTrue(mayCommit || decision.durable().isEmpty(), () -> "applied " + request);
        }
    }

    /// Said independently of the code: the present generation's members while they own something,
    /// and anybody without a generation while there are no members.
    private boolean mayCommit(GroupCommand.CommitOffsets commit) {
        GroupView group = shard.group(commit.groupId()).orElse(null);
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
        GroupScenario.tokenOf(command).ifPresent(invariants::sent);
        Decision decision = shard.decide(envelope(), command);
        invariants.decided(shard, decision);
        decision.replies().forEach(this::deliver);
        return decision;
    }

    private void deliver(Addressed answer) {
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
    }

    private void pause() {
        nowMs += random.nextInt(30_000);
        OptionalLong next = shard.nextDeadlineMs();
        long lateMs = next.isPresent() ? Math.max(0, nowMs - next.getAsLong()) : 0;
        Decision decision = send(new FireDeadlines(lateMs, 1_000));
        assertTrue(shard.nextDeadlineMs().orElse(Long.MAX_VALUE) > nowMs, "a deadline left behind");
        if (lateMs > DeadlineDecider.LATE_MAX_MS) {
            assertFalse(
                    decision.notices().stream().anyMatch(n -> n.cause().startsWith("the session")),
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

    private Envelope envelope() {
        return new Envelope(GroupScenario.WALL_CLOCK_AHEAD_MS + nowMs, nowMs);
    }
}
