package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerSubscription;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.HeartbeatAccepted;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A consumer that speaks the classic protocol in a [ConsumerScenario], under its name as id: it
/// subscribes to `t` and can do `range` and one strategy of its own.
final class ClassicActor {
    static final int SESSION_TIMEOUT_MS = 10_000;
    static final int REBALANCE_TIMEOUT_MS = 60_000;

    private final ConsumerScenario scenario;
    private final String id;
    private List<Protocol> protocols;
    int generationId = -1;
    Partitions owned = Partitions.NONE;

    ClassicActor(ConsumerScenario scenario, String id) {
        this.scenario = scenario;
        this.id = id;
        this.protocols =
                List.of(
                        new Protocol("range", subscription("t")),
                        new Protocol(id + "-only", Bytes.EMPTY));
    }

    ClassicActor can(String... names) {
        protocols = List.of(names).stream().map(n -> new Protocol(n, subscription("t"))).toList();
        return this;
    }

    /// Its metadata is its own affair.
    ClassicActor sayingNothing() {
        protocols = List.of(new Protocol("own", JoinSpec.bytes("?")));
        return this;
    }

    /// What a consumer that subscribes to `topic` sends, in the form of Kafka's consumers.
    private static Bytes subscription(String topic) {
        ByteBuffer bytes = ByteBuffer.allocate(14 + topic.length());
        bytes.putShort((short) 1).putInt(1).putShort((short) topic.length());
        bytes.put(topic.getBytes(StandardCharsets.UTF_8)).putInt(0);
        return Bytes.copyOf(Arrays.copyOf(bytes.array(), bytes.position()));
    }

    /// As a consumer that gives everything up before it joins.
    Joined joinEagerly() {
        owned = Partitions.NONE;
        return joinKeeping();
    }

    /// As a consumer that keeps what it has while it joins.
    Joined joinKeeping() {
        Joined joined = assertInstanceOf(Joined.class, tryToJoin(id));
        generationId = joined.generationId();
        return joined;
    }

    /// Says that it has more than it was told to keep, no longer.
    void giveUpBut(Partitions kept) {
        owned = owned.and(kept);
    }

    GroupReply tryToJoin(String memberId) {
        join(memberId);
        return scenario.onlyReply();
    }

    /// Without looking at the answer, which may have to wait.
    ConsumerScenario join(String memberId) {
        return scenario.send(
                new Join(
                        scenario.token(id, "join"),
                        "g",
                        memberId,
                        Optional.empty(),
                        id,
                        new Client(id, "/10.0.0.2"),
                        SESSION_TIMEOUT_MS,
                        REBALANCE_TIMEOUT_MS,
                        "consumer",
                        protocols,
                        Optional.of(
                                new ConsumerSubscription(List.of("t"), Optional.empty(), owned)),
                        new JoinRules(memberId.isEmpty(), false),
                        ""));
    }

    /// Hears what it may use.
    ClassicActor sync() {
        ConsumerSynced synced = assertInstanceOf(ConsumerSynced.class, trySync(generationId));
        owned = synced.assignment();
        return this;
    }

    GroupReply trySync(int generation) {
        return scenario.send(
                        new GroupCommand.Sync(
                                scenario.token(id, "sync"),
                                "g",
                                generation,
                                id,
                                Optional.empty(),
                                Optional.of("consumer"),
                                Optional.of(protocols.getFirst().name()),
                                Map.of()))
                .onlyReply();
    }

    void expectQuiet() {
        assertInstanceOf(HeartbeatAccepted.class, beat());
    }

    void expectToldToJoin() {
        assertEquals(
                Reason.REBALANCE_IN_PROGRESS, assertInstanceOf(Rejected.class, beat()).reason());
    }

    GroupReply beat() {
        return scenario.send(
                        new GroupCommand.Heartbeat(
                                scenario.token(id, "heartbeat"),
                                "g",
                                generationId,
                                id,
                                Optional.empty(),
                                0))
                .onlyReply();
    }

    /// On a connection of its own, and as if it bore to wait for the answer.
    void beatPatiently() {
        scenario.send(
                new ConnectionId(1),
                new GroupCommand.Heartbeat(
                        scenario.token(id, "heartbeat"),
                        "g",
                        generationId,
                        id,
                        Optional.empty(),
                        SESSION_TIMEOUT_MS));
    }

    void leave() {
        scenario.send(
                new GroupCommand.Leave(
                        scenario.token(id, "leave"),
                        "g",
                        List.of(new Leaver(id, Optional.empty(), ""))));
    }
}
