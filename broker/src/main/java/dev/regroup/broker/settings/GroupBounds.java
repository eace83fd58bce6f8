package dev.regroup.broker.settings;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Bounds that the broker sets for settings of groups (Kafka's `group.consumer.min.*` and so on).
/// What lies outside of them is refused; what lay inside when it was set, and does not since the
/// broker has been given others, is capped.
public final class GroupBounds {
    /// @param setting the group's; the broker's of the same kind is called `group.` and this
    /// @param least setting of the broker that bounds it below, or ""
    /// @param greatest above, or ""
    private record Bound(String setting, String least, String greatest) {
        String ofBroker() {
            return "group." + setting;
        }

        static Bound of(String type, String rest) {
            return new Bound(
                    type + "." + rest,
                    "group.%s.min.%s".formatted(type, rest),
                    "group.%s.max.%s".formatted(type, rest));
        }
    }

    private static final List<Bound> BOUNDS =
            List.of(
                    Bound.of("consumer", "heartbeat.interval.ms"),
                    Bound.of("consumer", "session.timeout.ms"),
                    Bound.of("consumer", "assignment.interval.ms"),
                    Bound.of("share", "heartbeat.interval.ms"),
                    Bound.of("share", "session.timeout.ms"),
                    Bound.of("share", "record.lock.duration.ms"),
                    Bound.of("share", "delivery.count.limit"),
                    Bound.of("share", "partition.max.record.locks"),
                    Bound.of("share", "assignment.interval.ms"),
                    Bound.of("streams", "heartbeat.interval.ms"),
                    Bound.of("streams", "session.timeout.ms"),
                    Bound.of("streams", "assignment.interval.ms"),
                    new Bound(
                            "streams.num.standby.replicas",
                            "",
                            "group.streams.max.standby.replicas"));

    /// Types of groups whose members send heartbeats.
    private static final List<String> TYPES = List.of("consumer", "share", "streams");

    private final StaticSettings fixed;

    public GroupBounds(StaticSettings fixed) {
        this.fixed = fixed;
    }

    /// Why a group, or all groups of the broker, cannot have these settings, if so. Each is known
    /// and of its type already.
    public Optional<String> problem(Scope scope, Map<String, String> values) {
        return switch (scope) {
            case GROUP ->
                    BOUNDS.stream()
                            .flatMap(bound -> outside(bound, bound.setting, values).stream())
                            .findFirst()
                            .or(() -> shortSession(values));
            case BROKER ->
                    BOUNDS.stream()
                            .flatMap(bound -> outside(bound, bound.ofBroker(), values).stream())
                            .findFirst();
            case TOPIC, CLIENT_METRICS -> Optional.empty();
        };
    }

    private Optional<String> outside(Bound bound, String name, Map<String, String> values) {
        String value = values.get(name);
        if (value == null || number(value) == capped(bound, number(value))) {
            return Optional.empty();
        }
        return Optional.of(
                "Invalid value %s for configuration %s: this broker takes %s"
                        .formatted(value, name, range(bound)));
    }

    private String range(Bound bound) {
        String greatest = "%d (%s)".formatted(ofBroker(bound.greatest), bound.greatest);
        return bound.least.isEmpty()
                ? "at most " + greatest
                : "%d (%s) to %s".formatted(ofBroker(bound.least), bound.least, greatest);
    }

    /// A session has to be longer than what is between two heartbeats. The broker's own settings
    /// are checked at start, so that this is asked only where the group has one.
    private Optional<String> shortSession(Map<String, String> values) {
        for (String type : TYPES) {
            String session = type + ".session.timeout.ms";
            String heartbeat = type + ".heartbeat.interval.ms";
            boolean hasOne = values.containsKey(session) || values.containsKey(heartbeat);
            if (hasOne && applies(session, values) <= applies(heartbeat, values)) {
                return Optional.of(
                        "%s is %d and has to be more than %s, %d"
                                .formatted(
                                        session,
                                        applies(session, values),
                                        heartbeat,
                                        applies(heartbeat, values)));
            }
        }
        return Optional.empty();
    }

    private int applies(String setting, Map<String, String> values) {
        String own = values.get(setting);
        return own != null ? number(own) : ofBroker("group." + setting);
    }

    /// What applies of a group's `value`: itself, or the bound that it is beyond.
    public int capped(String setting, int value) {
        return BOUNDS.stream()
                .filter(bound -> bound.setting.equals(setting))
                .mapToInt(bound -> capped(bound, value))
                .findFirst()
                .orElse(value);
    }

    private int capped(Bound bound, int value) {
        int least = bound.least.isEmpty() ? Integer.MIN_VALUE : ofBroker(bound.least);
        return Math.max(least, Math.min(ofBroker(bound.greatest), value));
    }

    /// None of those that are asked for can be altered while a broker runs, but for the assignment
    /// intervals, which are not compared with each other.
    private int ofBroker(String name) {
        String given = fixed.given().get(name);
        if (given != null) {
            return number(given);
        }
        String byDefault = fixed.defaults().get(name);
        return number(
                byDefault != null
                        ? byDefault
                        : SettingTable.kafka()
                                .find(Scope.BROKER, name)
                                .map(Setting::defaultValue)
                                .orElseThrow());
    }

    private static int number(String value) {
        return Integer.parseInt(value.trim());
    }
}
