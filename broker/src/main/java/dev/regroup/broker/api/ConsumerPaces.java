package dev.regroup.broker.api;

import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.EffectiveSettings.Effective;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.Population;
import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How often members of the consumer protocol are to be heard of, and groups assigned anew: where
/// nobody has set an interval, as often as their client bears while something goes on, and the less
/// often the more members the broker has while nothing does.
public final class ConsumerPaces {
    private static final Logger LOG = LoggerFactory.getLogger(ConsumerPaces.class);

    private static final String SESSION_TIMEOUT = "consumer.session.timeout.ms";
    private static final String HEARTBEAT_INTERVAL = "consumer.heartbeat.interval.ms";
    private static final String ASSIGNMENT_INTERVAL = "consumer.assignment.interval.ms";
    private static final List<String> TIMING =
            List.of(SESSION_TIMEOUT, HEARTBEAT_INTERVAL, ASSIGNMENT_INTERVAL);

    /// What all members of the broker together may send in a second while nothing goes on.
    private static final int BEATS_PER_SECOND = 2_000;

    private static final int MS_PER_SECOND = 1_000;
    private static final int SWIFT_FLOOR_MS = 250;

    /// librdkafka takes the interval as the answer's deadline, too, and drops its connection when
    /// that has passed; who does not say what it is may do the same.
    private static final int CAREFUL_FLOOR_MS = 1_000;

    private static final Set<String> SWIFT =
            Set.of("apache-kafka-java", "kgo", "platformatic-kafka");

    private final CataloguePublication catalogue;
    private final StaticSettings fixed;
    private final GroupBounds bounds;
    private final Population population;

    /// Groups' settings beyond the bounds that have been spoken of: no more than there are.
    private final Set<String> toldOf = ConcurrentHashMap.newKeySet();

    private volatile Known known;

    /// Intervals are absent if nobody has set them.
    private record Timing(
            int sessionTimeoutMs,
            OptionalInt heartbeatIntervalMs,
            OptionalInt assignmentIntervalMs) {}

    /// What was worked out from `dynamic`: for groups with settings of their own, and for all
    /// others.
    private record Known(DynamicSettings dynamic, Map<String, Timing> byGroup, Timing others) {}

    public ConsumerPaces(
            CataloguePublication catalogue, StaticSettings fixed, Population population) {
        this.catalogue = catalogue;
        this.fixed = fixed;
        this.bounds = new GroupBounds(fixed);
        this.population = population;
        this.known = work(catalogue.view().settings());
    }

    ConsumerPace of(String groupId, ClientSoftware software) {
        Known now = known();
        Timing timing = now.byGroup.getOrDefault(groupId, now.others);
        if (timing.heartbeatIntervalMs.isPresent()) {
            int intervalMs = timing.heartbeatIntervalMs.getAsInt();
            return new ConsumerPace(
                    timing.sessionTimeoutMs, intervalMs, intervalMs, timing.assignmentIntervalMs);
        }
        int floorMs = SWIFT.contains(software.name()) ? SWIFT_FLOOR_MS : CAREFUL_FLOOR_MS;
        long budgetMs = (long) population.consumers() * MS_PER_SECOND / BEATS_PER_SECOND;
        int stableMs = (int) Math.min(Integer.MAX_VALUE, Math.max(floorMs, budgetMs));
        return new ConsumerPace(
                timing.sessionTimeoutMs, floorMs, stableMs, timing.assignmentIntervalMs);
    }

    @SuppressWarnings("ReferenceEquality") // the same object, or work it out again
    private Known known() {
        Known now = known;
        DynamicSettings dynamic = catalogue.view().settings();
        if (now.dynamic != dynamic) {
            now = work(dynamic);
            known = now;
        }
        return now;
    }

    private Known work(DynamicSettings dynamic) {
        EffectiveSettings effective = new EffectiveSettings(fixed, dynamic);
        Map<String, Timing> byGroup = new HashMap<>();
        dynamic.names(Scope.GROUP)
                .forEach(groupId ->
                        byGroup.put(
                                groupId,
                                timing(
                                        effective,
                                        withinBounds(
                                                groupId,
                                                dynamic.of(
                                                        new SettingsOwner(
                                                                Scope.GROUP, groupId))))));
        return new Known(dynamic, Map.copyOf(byGroup), timing(effective, new TreeMap<>()));
    }

    /// The broker may have been given narrower bounds since a group's settings were stored.
    private SortedMap<String, String> withinBounds(
            String groupId, SortedMap<String, String> stored) {
        SortedMap<String, String> own = new TreeMap<>(stored);
        for (String name : TIMING) {
            String value = stored.get(name);
            int applies = value == null ? 0 : bounds.capped(name, number(value));
            if (value != null && applies != number(value)) {
                own.put(name, String.valueOf(applies));
                tell(groupId, name, value, applies);
            }
        }
        return own;
    }

    private void tell(String groupId, String name, String value, int applies) {
        if (toldOf.add("%s of %s is %s".formatted(name, groupId, value))) {
            LOG.atWarn()
                    .addKeyValue("group", groupId)
                    .addKeyValue("setting", name)
                    .addKeyValue("value", value)
                    .addKeyValue("applies", applies)
                    .log("Setting of a group is beyond the broker's bounds");
        }
    }

    private static Timing timing(EffectiveSettings effective, SortedMap<String, String> own) {
        return new Timing(
                number(setting(effective, own, SESSION_TIMEOUT)),
                ifSet(setting(effective, own, HEARTBEAT_INTERVAL)),
                ifSet(setting(effective, own, ASSIGNMENT_INTERVAL)));
    }

    private static OptionalInt ifSet(Effective interval) {
        return interval.source() == ConfigSource.DEFAULT_CONFIG
                ? OptionalInt.empty()
                : OptionalInt.of(number(interval));
    }

    private static Effective setting(
            EffectiveSettings effective, SortedMap<String, String> own, String name) {
        return effective.effective(SettingTable.kafka().find(Scope.GROUP, name).orElseThrow(), own);
    }

    private static int number(Effective effective) {
        String value = effective.value();
        if (value == null) {
            throw new IllegalStateException(effective.setting().name() + " has no value");
        }
        return number(value);
    }

    private static int number(String value) {
        return Integer.parseInt(value.trim());
    }
}
