package dev.regroup.coordinator.assign;

import java.util.List;
import java.util.Optional;

/// The strategies there are, the default first: `uniform`, `range`, `roundrobin`, `sticky`.
///
/// `uniform` and `sticky` are one strategy under two names: the best balance, then own racks, then
/// the fewest moves. That keeps all that Kafka's `uniform` and its client-side sticky assignors
/// promise, whatever members subscribe to.
public final class Assignors {
    private static final List<Assignor> ALL =
            List.of(
                    new BalancedAssignor("uniform"),
                    new RangeAssignor(),
                    new RoundRobinAssignor(),
                    new BalancedAssignor("sticky"));

    private Assignors() {}

    public static Optional<Assignor> named(String name) {
        return ALL.stream().filter(assignor -> assignor.name().equals(name)).findFirst();
    }

    /// What a group uses whose members name no assignor.
    public static Assignor byDefault() {
        return ALL.getFirst();
    }

    public static List<String> names() {
        return ALL.stream().map(Assignor::name).toList();
    }
}
