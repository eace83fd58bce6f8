package dev.regroup.app.config;

import java.util.List;

/// Whether the settings of consumer groups fit each other, as Kafka wants it: the broker's own lie
/// between the bounds that hold for its groups, and a session is longer than what is between two
/// heartbeats.
final class ConsumerGroupCheck {
    /// @param least the least that `key` may be
    private record Bounded(Key key, Key least, Key greatest) {}

    private static final List<Bounded> BOUNDED =
            List.of(
                    new Bounded(
                            Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS,
                            Keys.GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS,
                            Keys.GROUP_CONSUMER_MAX_SESSION_TIMEOUT_MS),
                    new Bounded(
                            Keys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
                            Keys.GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS,
                            Keys.GROUP_CONSUMER_MAX_HEARTBEAT_INTERVAL_MS),
                    new Bounded(
                            Keys.GROUP_CONSUMER_ASSIGNMENT_INTERVAL_MS,
                            Keys.GROUP_CONSUMER_MIN_ASSIGNMENT_INTERVAL_MS,
                            Keys.GROUP_CONSUMER_MAX_ASSIGNMENT_INTERVAL_MS));

    private final Settings settings;
    private final List<String> problems;

    ConsumerGroupCheck(Settings settings, List<String> problems) {
        this.settings = settings;
        this.problems = problems;
    }

    void check() {
        for (Bounded each : BOUNDED) {
            if (isBelow(each.greatest, each.least)) {
                problems.add(said(each.greatest, "below", each.least));
            } else if (isBelow(each.key, each.least)) {
                problems.add(said(each.key, "below", each.least));
            } else if (isBelow(each.greatest, each.key)) {
                problems.add(said(each.key, "above", each.greatest));
            }
        }
        if (!isBelow(
                Keys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
                Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS)) {
            problems.add(
                    said(
                            Keys.GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS,
                            "not below",
                            Keys.GROUP_CONSUMER_SESSION_TIMEOUT_MS));
        }
    }

    private boolean isBelow(Key one, Key other) {
        return settings.whole(one) < settings.whole(other);
    }

    private String said(Key key, String how, Key other) {
        return "%s is %d, %s %s, %d"
                .formatted(
                        key.name(), settings.whole(key), how, other.name(), settings.whole(other));
    }
}
