package dev.regroup.coordinator.group;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A member of a [ConsumerScenario], as its client knows it.
final class ConsumerActor {
    final List<String> topics;
    Optional<String> instanceId = Optional.empty();
    Optional<String> assignor = Optional.empty();
    Optional<ConnectionId> connection = Optional.empty();
    int epoch;
    Partitions owned = Partitions.NONE;
    int intervalMs;

    ConsumerActor(List<String> topics) {
        this.topics = topics;
    }

    /// As one that joins.
    ConsumerClaims everything() {
        return new ConsumerClaims(
                instanceId,
                Optional.empty(),
                OptionalInt.of(ConsumerScenario.REBALANCE_TIMEOUT_MS),
                Optional.of(topics),
                Optional.empty(),
                assignor,
                Optional.of(owned));
    }

    /// As one that is in and has nothing to say.
    ConsumerClaims nothing() {
        return nothingNew(Optional.empty());
    }

    /// As one that is in.
    ConsumerClaims whatItHas() {
        return nothingNew(Optional.of(owned));
    }

    private ConsumerClaims nothingNew(Optional<Partitions> has) {
        return new ConsumerClaims(
                instanceId,
                Optional.empty(),
                OptionalInt.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                has);
    }
}
