package dev.regroup.cli.demo.model;

import dev.regroup.cli.demo.model.Ownership.Handover;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The rebalances so far, at most one of them under way: what happens meanwhile belongs to it.
final class Rebalances {
    private final List<Rebalance> finished = new ArrayList<>();
    private @Nullable Open open;

    private static final class Open {
        private final List<String> causes = new ArrayList<>();
        private final long triggeredAtMs;
        private final Set<Integer> moved = new TreeSet<>();
        private long lastHandoverAtMs;
        private long unownedMaxMs;

        Open(long triggeredAtMs) {
            this.triggeredAtMs = triggeredAtMs;
            this.lastHandoverAtMs = triggeredAtMs;
        }

        Rebalance as(OptionalLong settledAtMs, String owners) {
            return new Rebalance(
                    causes, triggeredAtMs, settledAtMs, moved.size(), unownedMaxMs, owners);
        }
    }

    void triggered(String cause, long atMs) {
        Open current = open;
        if (current == null) {
            current = new Open(atMs);
            open = current;
        }
        current.causes.add(cause);
        current.lastHandoverAtMs = Math.max(current.lastHandoverAtMs, atMs);
    }

    /// A partition got an owner.
    void moved(Handover handover) {
        Open current = open;
        if (current != null) {
            current.moved.add(handover.partition());
            // What was before its trigger is not its doing.
            long sinceTriggerMs = Math.max(0, handover.atMs() - current.triggeredAtMs);
            current.unownedMaxMs =
                    Math.max(current.unownedMaxMs, Math.min(handover.unownedMs(), sinceTriggerMs));
            current.lastHandoverAtMs = Math.max(current.lastHandoverAtMs, handover.atMs());
        }
    }

    void settled(String owners) {
        Open current = open;
        if (current != null) {
            finished.add(current.as(OptionalLong.of(current.lastHandoverAtMs), owners));
            open = null;
        }
    }

    Optional<Rebalance> underWay() {
        Open current = open;
        return current == null
                ? Optional.empty()
                : Optional.of(current.as(OptionalLong.empty(), ""));
    }

    List<Rebalance> finished() {
        return List.copyOf(finished);
    }
}
