package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static dev.regroup.coordinator.group.GroupReply.Reason.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.ExpectedRefusals.Refused;
import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.Describe;
import dev.regroup.coordinator.group.GroupCommand.DescribeConsumers;
import dev.regroup.coordinator.group.GroupCommand.EndSession;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Leave;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.Rebalance;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Each reason for which a command may be refused, provoked in the shortest way; what else follows
/// from each is for the tests of the commands to say.
class RefusalTest {
    private static final Producer PRODUCER = new Producer(7, (short) 0);

    private final Map<Refused, Supplier<Invariants>> scenarios = new LinkedHashMap<>();

    RefusalTest() {
        joins();
        syncs();
        heartbeats();
        leaves();
        offsets();
        groups();
        consumerProtocol();
        transactions();
        dyingGroups();
    }

    @TestFactory
    Stream<DynamicTest> refusals_areProvoked() {
        return scenarios.entrySet().stream()
                .map(scenario ->
                        DynamicTest.dynamicTest(
                                scenario.getKey().toString(),
                                () ->
                                        assertTrue(
                                                scenario.getValue()
                                                        .get()
                                                        .refusals()
                                                        .contains(scenario.getKey()))));
    }

    @Test
    void everyRefusalThatMayOccur_hasAScenario() {
        assertEquals(ExpectedRefusals.all(), scenarios.keySet());
    }

    @Test
    void everyReason_isSomeCommands() {
        Set<Reason> provoked =
                scenarios.keySet().stream().map(Refused::reason).collect(Collectors.toSet());

        assertEquals(EnumSet.copyOf(Arrays.asList(Reason.values())), provoked);
    }

    private void classic(
            Class<? extends GroupCommand> command,
            Reason reason,
            Supplier<GroupScenario> scenario) {
        scenarios.put(new Refused(command, reason), () -> scenario.get().invariants());
    }

    private void consumer(
            Class<? extends GroupCommand> command,
            Reason reason,
            Supplier<ConsumerScenario> scenario) {
        scenarios.put(new Refused(command, reason), () -> scenario.get().invariants());
    }

    private static GroupConfig sizeMax(int sizeMax) {
        return new GroupConfig(6_000, 1_800_000, 0, sizeMax, 4_096, ConsumerConfig.DEFAULT);
    }

    /// The static member `old` was followed by `new`, and does not know it.
    private static GroupScenario replaced() {
        return group("g")
                .join("old", j -> j.instance("i"))
                .settle("old")
                .join("new", j -> j.instance("i").as(""));
    }

    private static GroupScenario joining() {
        return group("g").stable("a", "b").join("a");
    }

    private void joins() {
        classic(Join.class, INVALID_GROUP_ID, () -> group("").join("a"));
        classic(Join.class, INVALID_SESSION_TIMEOUT, () -> group("g").join("a", j -> j.session(1)));
        classic(
                Join.class,
                INCONSISTENT_GROUP_PROTOCOL,
                () -> group("g").stable("a").join("b", j -> j.type("connect")));
        classic(Join.class, UNKNOWN_MEMBER_ID, () -> group("g").join("a", j -> j.as("a-7")));
        classic(Join.class, FENCED_INSTANCE_ID, () -> replaced().join("old", j -> j.instance("i")));
        classic(Join.class, REBALANCE_IN_PROGRESS, () -> joining().join("a"));
        classic(Join.class, MEMBER_ID_REQUIRED, () -> group("g").join("a", JoinSpec::idRequired));
        classic(
                Join.class,
                GROUP_MAX_SIZE_REACHED,
                () -> group("g", sizeMax(1)).stable("a").join("b"));
        classic(Join.class, NOT_COORDINATOR, () -> joining().restart());
    }

    private void syncs() {
        classic(Sync.class, INVALID_GROUP_ID, () -> group("").sync("a"));
        classic(
                Sync.class,
                INCONSISTENT_GROUP_PROTOCOL,
                () ->
                        group("g")
                                .stable("a")
                                .sync("a", 1, Map.of(), Optional.of("connect"), Optional.empty()));
        classic(Sync.class, UNKNOWN_MEMBER_ID, () -> group("g").sync("a"));
        classic(Sync.class, FENCED_INSTANCE_ID, () -> replaced().sync("old"));
        classic(
                Sync.class,
                ILLEGAL_GENERATION,
                () ->
                        group("g")
                                .stable("a")
                                .sync("a", 7, Map.of(), Optional.empty(), Optional.empty()));
        classic(Sync.class, REBALANCE_IN_PROGRESS, () -> joining().sync("b"));
        classic(
                Sync.class,
                NOT_COORDINATOR,
                () -> group("g").join("a").join("b").after(100).sync("b").restart());
    }

    private void heartbeats() {
        classic(Heartbeat.class, INVALID_GROUP_ID, () -> group("").heartbeat("a"));
        classic(Heartbeat.class, UNKNOWN_MEMBER_ID, () -> group("g").heartbeat("a"));
        classic(Heartbeat.class, FENCED_INSTANCE_ID, () -> replaced().heartbeat("old"));
        classic(
                Heartbeat.class,
                ILLEGAL_GENERATION,
                () -> group("g").stable("a").heartbeat("a", 7));
        classic(Heartbeat.class, REBALANCE_IN_PROGRESS, () -> joining().heartbeat("b"));
        classic(
                Heartbeat.class,
                NOT_COORDINATOR,
                () -> group("g").stable("a").patientHeartbeat("a", 3_500).restart());
    }

    private void leaves() {
        classic(Leave.class, INVALID_GROUP_ID, () -> group("").leave("a"));
        classic(Leave.class, UNKNOWN_MEMBER_ID, () -> group("g").leave("a"));
        classic(Leave.class, FENCED_INSTANCE_ID, () -> replaced().leave("old"));
    }

    private void offsets() {
        classic(
                CommitOffsets.class,
                UNKNOWN_MEMBER_ID,
                () -> group("g").stable("a").commit("b", "t", 0, 5));
        classic(CommitOffsets.class, FENCED_INSTANCE_ID, () -> replaced().commit("old", "t", 0, 5));
        classic(
                CommitOffsets.class,
                ILLEGAL_GENERATION,
                () -> {
                    GroupScenario g = group("g").stable("a");
                    return g.commit("a", 7, g.idOf("a"), g.offset("t", 0, 5, ""));
                });
        consumer(
                CommitOffsets.class,
                STALE_MEMBER_EPOCH,
                () -> consumers().stable("a").commit("a", 77, "t", 0, 5));
        classic(
                CommitOffsets.class,
                REBALANCE_IN_PROGRESS,
                () -> group("g").join("a").after(100).commit("a", "t", 0, 5));
        classic(
                CommitOffsets.class,
                GROUP_ID_NOT_FOUND,
                () -> {
                    GroupScenario g = group("g");
                    return g.commit("a", 7, "a-1", g.offset("t", 0, 5, ""));
                });
        classic(
                CommitOffsets.class,
                OFFSET_METADATA_TOO_LARGE,
                () -> {
                    GroupScenario g = group("g");
                    return g.commit("a", -1, "", g.offset("t", 0, 5, "x".repeat(4_097)));
                });
        consumer(FetchOffsets.class, UNKNOWN_MEMBER_ID, () -> fetch("b", 2));
        consumer(FetchOffsets.class, STALE_MEMBER_EPOCH, () -> fetch("a", 77));
        consumer(
                FetchOffsets.class,
                ILLEGAL_GENERATION,
                () -> {
                    ConsumerScenario g = consumers().stable("a");
                    ClassicActor b = new ClassicActor(g, "b");
                    b.joinEagerly();
                    b.sync();
                    return fetch(g, "b", b.generationId - 1);
                });
        classic(DeleteOffsets.class, GROUP_ID_NOT_FOUND, () -> deleteOffsets(group("g")));
        classic(
                DeleteOffsets.class,
                NON_EMPTY_GROUP,
                () -> deleteOffsets(group("g").join("a", j -> j.type("connect"))));
        classic(
                DeleteOffsets.class,
                GROUP_SUBSCRIBED_TO_TOPIC,
                // Its metadata is not what consumers send, so that it may mean any topic.
                () -> deleteOffsets(group("g").stable("a")));
    }

    private static ConsumerScenario fetch(String member, int epoch) {
        return fetch(consumers().stable("a"), member, epoch);
    }

    private static ConsumerScenario fetch(ConsumerScenario g, String member, int epoch) {
        return g.send(
                new FetchOffsets(
                        g.token(member, "fetch"),
                        "g",
                        Optional.empty(),
                        Optional.of(new MemberAtEpoch(member, epoch)),
                        Wanted.COMMITTED));
    }

    private static GroupScenario deleteOffsets(GroupScenario g) {
        return g.send(
                new DeleteOffsets(
                        g.token("x", "delete-offsets"), "g", List.of(new TopicPartition("t", 0))));
    }

    private void transactions() {
        Class<CommitInTransaction> command = CommitInTransaction.class;
        classic(command, UNKNOWN_MEMBER_ID, () -> inTransaction(group("g").stable("a"), "b", 1));
        classic(command, ILLEGAL_GENERATION, () -> inTransaction(group("g").stable("a"), "a", 9));
        classic(command, FENCED_INSTANCE_ID, () -> inTransaction(replaced(), "old", 1));
        consumer(
                command, STALE_MEMBER_EPOCH, () -> inTransaction(consumers().stable("a"), "a", 99));
        classic(
                command,
                OFFSET_METADATA_TOO_LARGE,
                () -> {
                    GroupScenario g = group("g");
                    return g.commitInTransaction(
                            PRODUCER, "x", -1, g.offset("t", 0, 1, "x".repeat(4_097)));
                });
        classic(command, UNKNOWN_TOPIC, () -> inTransaction(group("g").topics(Map.of()), "x", -1));
        classic(
                CommitOffsets.class,
                UNKNOWN_TOPIC,
                () -> group("g").topics(Map.of()).commit("x", "t", 0, 1));
        consumer(
                CommitOffsets.class,
                VERSION_WITHOUT_EPOCHS,
                () -> commitInAnOldVersion(consumers().stable("a"), "a"));
        classic(
                FetchOffsets.class,
                UNSTABLE_OFFSET_COMMIT,
                () ->
                        inTransaction(group("g"), "x", -1)
                                .fetch("x", Wanted.STABLE, new TopicPartition("t", 0)));
    }

    private static ConsumerScenario commitInAnOldVersion(ConsumerScenario g, String member) {
        return g.send(
                new CommitOffsets(
                        g.token(member, "commit"),
                        "g",
                        g.epochOf(member),
                        member,
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        GroupCommand.Numbering.GENERATIONS));
    }

    private static GroupScenario inTransaction(GroupScenario g, String member, int generationId) {
        return g.commitInTransaction(PRODUCER, member, generationId, g.offset("t", 0, 1, ""));
    }

    private static ConsumerScenario inTransaction(ConsumerScenario g, String member, int epoch) {
        return g.send(
                new CommitInTransaction(
                        g.token(member, "commit"),
                        "g",
                        PRODUCER,
                        epoch,
                        member,
                        Optional.empty(),
                        List.of()));
    }

    /// Groups whose deletion takes more than one command.
    private void dyingGroups() {
        classic(Join.class, GROUP_DYING, () -> dying().join("a"));
        classic(Sync.class, GROUP_DYING, () -> dying().sync("a"));
        classic(Heartbeat.class, GROUP_DYING, () -> dying().heartbeat("a"));
        classic(Leave.class, GROUP_DYING, () -> dying().leave("a"));
        classic(CommitOffsets.class, GROUP_DYING, () -> dying().commit("x", "t", 0, 1));
        classic(CommitInTransaction.class, GROUP_DYING, () -> inTransaction(dying(), "x", -1));
        classic(DeleteGroup.class, NOT_COORDINATOR, () -> dying().restart());
        consumer(ConsumerHeartbeat.class, GROUP_DYING, () -> dyingConsumers().join("a", "t"));
        consumer(ConsumerLeave.class, GROUP_DYING, () -> dyingConsumers().leave("a"));
    }

    private static GroupScenario dying() {
        return group("g").commit("x", "t", 0, 1).commit("x", "t", 1, 1).delete("x", 1);
    }

    private static ConsumerScenario dyingConsumers() {
        ConsumerScenario g = consumers().commit("", -1, "t", 0, 1).commit("", -1, "t", 1, 1);
        return g.send(new DeleteGroup(g.token("x", "delete"), "g", 1));
    }

    private void groups() {
        classic(Describe.class, GROUP_ID_NOT_FOUND, () -> group("g").describe("x"));
        classic(DeleteGroup.class, GROUP_ID_NOT_FOUND, () -> delete(group("g")));
        classic(DeleteGroup.class, NON_EMPTY_GROUP, () -> delete(group("g").stable("a")));
        classic(EndSession.class, GROUP_ID_NOT_FOUND, () -> group("g").endSession("x", "a-1"));
        classic(
                EndSession.class,
                UNKNOWN_MEMBER_ID,
                () -> group("g").stable("a").endSession("x", "a-7"));
        classic(Rebalance.class, GROUP_ID_NOT_FOUND, () -> group("g").rebalance("x", ""));
    }

    private static GroupScenario delete(GroupScenario g) {
        return g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));
    }

    private void consumerProtocol() {
        consumer(
                ConsumerHeartbeat.class,
                UNKNOWN_MEMBER_ID,
                () -> beat(consumers().stable("a"), "b", Optional.empty()));
        consumer(
                ConsumerHeartbeat.class,
                FENCED_INSTANCE_ID,
                () -> beat(succeeded(), "old", Optional.of("i")));
        consumer(
                ConsumerHeartbeat.class,
                FENCED_MEMBER_EPOCH,
                () -> consumers().stable("a").beatAt("a", 77, Partitions.NONE));
        consumer(
                ConsumerHeartbeat.class,
                UNRELEASED_INSTANCE_ID,
                () -> consumers().joinStatic("a", "i", "t").joinStatic("b", "i", "t"));
        consumer(
                ConsumerHeartbeat.class,
                GROUP_MAX_SIZE_REACHED,
                () -> consumers(ofOneMember()).stable("a").join("b", "t"));
        consumer(
                ConsumerHeartbeat.class,
                GROUP_ID_NOT_FOUND,
                () -> beat(consumers(), "a", Optional.empty()));
        consumer(
                ConsumerHeartbeat.class,
                GROUP_NOT_READY,
                () -> {
                    ConsumerScenario g = consumers();
                    ClassicActor classic = new ClassicActor(g, "classic");
                    classic.join("");
                    classic.join("classic");
                    return g.join("a", "t");
                });
        consumer(
                ConsumerLeave.class,
                UNKNOWN_MEMBER_ID,
                () -> leave(consumers().stable("a"), "b", Optional.empty()));
        consumer(
                ConsumerLeave.class,
                FENCED_INSTANCE_ID,
                () -> leave(succeeded(), "old", Optional.of("i")));
        consumer(
                ConsumerLeave.class,
                GROUP_ID_NOT_FOUND,
                () -> leave(consumers(), "a", Optional.empty()));
        consumer(
                DescribeConsumers.class,
                GROUP_ID_NOT_FOUND,
                () -> {
                    ConsumerScenario g = consumers();
                    return g.send(new DescribeConsumers(g.token("x", "describe"), "g"));
                });
    }

    private static ConsumerConfig ofOneMember() {
        return new ConsumerConfig(
                45_000, 1, ConsumerConfig.ASSIGNORS, MigrationPolicy.BIDIRECTIONAL, 50, 250);
    }

    /// The static member `old` was away for a while, and `new` has taken its place.
    private static ConsumerScenario succeeded() {
        return consumers()
                .joinStatic("old", "i", "t")
                .leaveForAWhile("old")
                .joinStatic("new", "i", "t");
    }

    private static ConsumerScenario beat(
            ConsumerScenario g, String memberId, Optional<String> instanceId) {
        ConsumerClaims nothingNew =
                new ConsumerClaims(
                        instanceId,
                        Optional.empty(),
                        OptionalInt.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        return g.send(
                new ConsumerHeartbeat(
                        g.token(memberId, "beat"),
                        "g",
                        memberId,
                        5,
                        GroupScenario.CLIENT,
                        new GroupCommand.Origin("/10.0.0.1", "PLAINTEXT"),
                        nothingNew,
                        ConsumerScenario.PACE));
    }

    private static ConsumerScenario leave(
            ConsumerScenario g, String memberId, Optional<String> instanceId) {
        return g.send(
                new ConsumerLeave(g.token(memberId, "leave"), "g", memberId, instanceId, false));
    }
}
