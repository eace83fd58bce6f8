package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.Held;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.ExpectedRefusals.Refused;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What must hold after every command, whatever it was: watches one shard's commands and decisions.
final class Invariants {
    private static final Set<Refused> EXPECTED = ExpectedRefusals.all();

    private final GroupConfig config;
    private final List<DurableEvent> log = new ArrayList<>();
    private final Map<String, Integer> generations = new HashMap<>();
    private final Map<ReplyToken, Class<? extends GroupCommand>> unanswered = new HashMap<>();
    private final Set<Refused> refusals = new HashSet<>();
    private GroupShard replayed;

    Invariants(GroupConfig config) {
        this.config = config;
        this.replayed = new GroupShard(config);
    }

    List<DurableEvent> log() {
        return log;
    }

    Set<ReplyToken> unanswered() {
        return unanswered.keySet();
    }

    /// What was refused so far, and why.
    Set<Refused> refusals() {
        return refusals;
    }

    void sent(GroupCommand command) {
        tokenOf(command)
                .ifPresent(token ->
                        assertTrue(
                                unanswered.put(token, command.getClass()) == null,
                                "token sent twice: " + token));
    }

    static Optional<ReplyToken> tokenOf(GroupCommand command) {
        return switch (command) {
            case GroupCommand.Join c -> Optional.of(c.token());
            case GroupCommand.Sync c -> Optional.of(c.token());
            case GroupCommand.Heartbeat c -> Optional.of(c.token());
            case GroupCommand.Leave c -> Optional.of(c.token());
            case GroupCommand.ConsumerHeartbeat c -> Optional.of(c.token());
            case GroupCommand.ConsumerLeave c -> Optional.of(c.token());
            case GroupCommand.DescribeConsumers c -> Optional.of(c.token());
            case GroupCommand.TopicsChanged c -> Optional.of(c.token());
            case GroupCommand.AssignmentComputed c -> Optional.empty();
            case GroupCommand.AssignmentsRead c -> Optional.empty();
            case GroupCommand.CommitOffsets c -> Optional.of(c.token());
            case GroupCommand.FetchOffsets c -> Optional.of(c.token());
            case GroupCommand.Describe c -> Optional.of(c.token());
            case GroupCommand.EndSession c -> Optional.of(c.token());
            case GroupCommand.Rebalance c -> Optional.of(c.token());
            case GroupCommand.ListGroups c -> Optional.of(c.token());
            case GroupCommand.RemoveTopics c -> Optional.of(c.token());
            case GroupCommand.ReadPositions c -> Optional.of(c.token());
            case GroupCommand.DeleteGroup c -> Optional.of(c.token());
            case GroupCommand.DeleteOffsets c -> Optional.of(c.token());
            case GroupCommand.ConnectionClosed c -> Optional.of(c.token());
            case GroupCommand.CommitInTransaction c -> Optional.of(c.token());
            case GroupCommand.EndTransaction c -> Optional.of(c.token());
            case GroupCommand.SeeTopics c -> Optional.empty();
            case GroupCommand.ReleaseHeartbeat c -> Optional.empty();
            case GroupCommand.FireDeadlines c -> Optional.empty();
        };
    }

    void answered(List<Addressed> replies) {
        for (Addressed reply : replies) {
            Class<? extends GroupCommand> command = unanswered.remove(reply.token());
            if (command == null) {
                throw new AssertionError("answered twice, or never asked: " + reply);
            }
            for (Refused refusal : ExpectedRefusals.in(command, reply.reply())) {
                assertTrue(EXPECTED.contains(refusal), () -> "RefusalTest provokes no " + refusal);
                refusals.add(refusal);
            }
        }
    }

    void decided(GroupShard shard, Decision decision) {
        log.addAll(decision.durable());
        decision.durable().forEach(replayed::replay);
        answered(decision.replies());
        Set<String> touched = new HashSet<>();
        decision.durable().forEach(event -> touched.add(event.groupId()));
        decision.replies().forEach(reply -> touched.addAll(reply.groupIds()));
        decision.notices().forEach(notice -> touched.add(notice.groupId()));
        for (String groupId : touched) {
            shard.group(groupId).ifPresent(this::check);
        }
        for (DurableEvent event : decision.durable()) {
            if (shard.group(event.groupId()).isEmpty()) {
                // A group of the same name that comes after it is another one.
                generations.remove(event.groupId());
            }
            if (event instanceof OffsetStored(String groupId, var partition, var offset)) {
                assertEquals(offset, shard.group(groupId).orElseThrow().offsets().get(partition));
            }
        }
        if (!decision.durable().isEmpty()) {
            assertEquals(shard.snapshot(), replayed.snapshot(), "replay differs");
        }
    }

    /// The log brings back the durable state from nothing, and so does a checkpoint.
    GroupShard restart(GroupShard shard) {
        GroupShard fromCheckpoint = new GroupShard(config);
        shard.snapshot().forEach(fromCheckpoint::replay);
        assertEquals(shard.snapshot(), fromCheckpoint.snapshot());
        GroupShard next = replayed;
        replayed = new GroupShard(config);
        log.forEach(replayed::replay);
        assertEquals(next.snapshot(), replayed.snapshot());
        generations.clear();
        return next;
    }

    private void check(GroupView group) {
        int before = generations.getOrDefault(group.groupId(), 0);
        assertTrue(group.generationId() >= before, "generation fell");
        generations.put(group.groupId(), group.generationId());
        group.stored().ifPresent(s -> assertTrue(group.generationId() >= s.generationId()));
        Set<String> instances = new HashSet<>();
        int waitingJoins = 0;
        for (MemberView member : group.members()) {
            member.groupInstanceId()
                    .ifPresent(id -> assertTrue(instances.add(id), "two members of " + id));
            waitingJoins += member.waitingJoin().isPresent() ? 1 : 0;
            SessionView session = member.session();
            assertTrue(
                    session.absence().isEmpty()
                            || (session.connection().isEmpty() && !member.isStatic()),
                    () -> member.memberId() + " is missed");
            assertTrue(
                    member.waitingHeartbeat().isEmpty()
                            || (group.state() == GroupState.STABLE
                                    && session.connection().isPresent()
                                    && !member.isStatic()),
                    () -> member.memberId() + " is not to be held");
            assertTrue(
                    member.waitingJoin().isEmpty()
                            || group.state() == GroupState.PREPARING_REBALANCE);
            assertTrue(
                    member.waitingSync().isEmpty()
                            || group.state() == GroupState.COMPLETING_REBALANCE);
        }
        assertEquals(waitingJoins, group.waitingJoinCount());
        assertEquals(
                group.members().stream().noneMatch(MemberView::owesSync), group.isSyncComplete());
        if (group.consumers().isPresent()) {
            checkConsumers(group.consumers().get());
        } else {
            checkState(group);
        }
    }

    /// Whatever one member has, in use or to be given up, nobody else has.
    private static void checkConsumers(ConsumerGroupView group) {
        assertTrue(group.targetEpoch() <= group.epoch(), "assigned ahead of the group");
        Map<PartitionId, String> owners = new HashMap<>();
        int reconciled = 0;
        for (String memberId : group.memberIds()) {
            CurrentAssignment current = group.member(memberId).orElseThrow().current();
            assertTrue(current.epoch() <= group.targetEpoch(), memberId + " is ahead");
            reconciled += current.isReconciledTo(group.targetEpoch()) ? 1 : 0;
            for (Held held : List.of(current.assigned(), current.pendingRevocation())) {
                for (PartitionId partition : held.epochs().keySet()) {
                    String other = owners.put(partition, memberId);
                    assertTrue(other == null, () -> partition + ": " + memberId + " and " + other);
                    assertEquals(memberId, group.owners().of(partition).orElse("nobody"));
                }
            }
        }
        assertEquals(reconciled == group.memberCount(), group.isReconciled());
    }

    private static void checkState(GroupView group) {
        switch (group.state()) {
            case EMPTY -> assertEquals(0, group.memberCount());
            case ASSIGNING, RECONCILING -> throw new AssertionError("not of this protocol");
            case PREPARING_REBALANCE ->
                    assertTrue(
                            group.initialRound().isPresent() || !group.isJoinComplete(),
                            "nobody is awaited");
            case COMPLETING_REBALANCE, STABLE -> {
                assertTrue(group.leaderId().flatMap(group::member).isPresent(), "no leader");
                String name = group.protocolName().orElseThrow();
                assertEquals(group.memberCount(), group.supportOf(name));
            }
            case DEAD -> {
                assertEquals(0, group.memberCount());
                assertTrue(group.waitingDeletion().isPresent(), "nobody asked for its end");
            }
        }
        if (group.state() == GroupState.STABLE) {
            assertEquals(
                    group.stored().orElseThrow(),
                    StoredForm.of(group).group(),
                    "what is stable is on record");
        }
    }
}
