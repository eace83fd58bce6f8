package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How a member joins in a scenario; what is not said is as a plain consumer does it.
record JoinSpec(
        Optional<String> memberId,
        Optional<String> instanceId,
        Timeouts timeouts,
        String protocolType,
        List<Protocol> protocols,
        JoinRules rules,
        String reason) {

    record Timeouts(int sessionMs, int rebalanceMs) {}

    static JoinSpec plain() {
        return new JoinSpec(
                Optional.empty(),
                Optional.empty(),
                new Timeouts(10_000, 60_000),
                "consumer",
                protocols("range:topics"),
                new JoinRules(false, false),
                "");
    }

    /// The id to name, instead of the one the member was given.
    JoinSpec as(String id) {
        return new JoinSpec(
                Optional.of(id), instanceId, timeouts, protocolType, protocols, rules, reason);
    }

    JoinSpec instance(String id) {
        return new JoinSpec(
                memberId, Optional.of(id), timeouts, protocolType, protocols, rules, reason);
    }

    JoinSpec session(int sessionMs) {
        return new JoinSpec(
                memberId,
                instanceId,
                new Timeouts(sessionMs, timeouts.rebalanceMs),
                protocolType,
                protocols,
                rules,
                reason);
    }

    JoinSpec rebalance(int rebalanceMs) {
        return new JoinSpec(
                memberId,
                instanceId,
                new Timeouts(timeouts.sessionMs, rebalanceMs),
                protocolType,
                protocols,
                rules,
                reason);
    }

    JoinSpec type(String type) {
        return new JoinSpec(memberId, instanceId, timeouts, type, protocols, rules, reason);
    }

    /// Each as `name:metadata`.
    JoinSpec doing(String... namesAndMetadata) {
        return new JoinSpec(
                memberId,
                instanceId,
                timeouts,
                protocolType,
                protocols(namesAndMetadata),
                rules,
                reason);
    }

    JoinSpec doing(Protocol first, Protocol... others) {
        List<Protocol> strategies = new ArrayList<>(List.of(first));
        strategies.addAll(List.of(others));
        return new JoinSpec(
                memberId, instanceId, timeouts, protocolType, strategies, rules, reason);
    }

    JoinSpec idRequired() {
        return rules(new JoinRules(true, rules.skipAssignment()));
    }

    JoinSpec skipAssignment() {
        return rules(new JoinRules(rules.memberIdRequired(), true));
    }

    private JoinSpec rules(JoinRules newRules) {
        return new JoinSpec(
                memberId, instanceId, timeouts, protocolType, protocols, newRules, reason);
    }

    JoinSpec because(String why) {
        return new JoinSpec(memberId, instanceId, timeouts, protocolType, protocols, rules, why);
    }

    /// What a consumer that subscribes to `topics` sends with a strategy.
    static Protocol subscribing(String strategy, String... topics) {
        ByteBuffer metadata = ByteBuffer.allocate(256).putShort((short) 3).putInt(topics.length);
        for (String topic : topics) {
            metadata.putShort((short) topic.length()).put(topic.getBytes(StandardCharsets.UTF_8));
        }
        metadata.putInt(0);
        byte[] bytes = new byte[metadata.position()];
        metadata.flip().get(bytes);
        return new Protocol(strategy, Bytes.copyOf(bytes));
    }

    static Bytes bytes(String text) {
        return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
    }

    private static List<Protocol> protocols(String... namesAndMetadata) {
        return List.of(namesAndMetadata).stream()
                .map(each -> each.split(":", 2))
                .map(pair -> new Protocol(pair[0], bytes(pair.length == 1 ? "" : pair[1])))
                .toList();
    }
}
