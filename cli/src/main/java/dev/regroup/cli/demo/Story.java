package dev.regroup.cli.demo;

import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Rebalance;
import dev.regroup.cli.demo.terminal.Key;
import java.util.List;
import java.util.Optional;

/// What the demo does while nobody presses a key: one member, three, one is killed, the topic
/// grows. Each act begins when the one before has settled and has been looked at for a while.
final class Story {
    private static final List<Act> ACTS =
            List.of(
                    new Act("One member joins and gets all partitions.", List.of(Key.ADD_MEMBER)),
                    new Act(
                            "Two more join: partitions move to them.",
                            List.of(Key.ADD_MEMBER, Key.ADD_MEMBER)),
                    new Act(
                            "One is killed (kill -9) with work uncommitted: others get that again.",
                            List.of(Key.KILL_MEMBER)),
                    new Act("The topic gets more partitions.", List.of(Key.ADD_PARTITIONS)));

    private final long lookMs;
    private int begun;
    private int rebalancesBefore;

    /// @param lookMs how long to leave each act on the screen
    Story(long lookMs) {
        this.lookMs = lookMs;
    }

    /// @param keys that would do the same if somebody pressed them
    record Act(String announcement, List<Key> keys) {}

    /// The act that is to begin now, if any.
    Optional<Act> next(DemoState state, long nowMs) {
        if (begun == ACTS.size() || (begun > 0 && !lookedAt(state, nowMs))) {
            return Optional.empty();
        }
        rebalancesBefore = state.rebalances().size();
        begun++;
        return Optional.of(ACTS.get(begun - 1));
    }

    /// Whether the last act is over.
    boolean told(DemoState state, long nowMs) {
        return begun == ACTS.size() && lookedAt(state, nowMs);
    }

    private boolean lookedAt(DemoState state, long nowMs) {
        List<Rebalance> rebalances = state.rebalances();
        return state.settled()
                && rebalances.size() > rebalancesBefore
                && nowMs - rebalances.getLast().settledAtMs().orElse(nowMs) >= lookMs;
    }
}
