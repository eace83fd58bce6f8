package dev.regroup.broker.api;

import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.EffectiveSettings.Effective;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.Population;
import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/// How often members of the consumer protocol are to be heard of: where nobody has set an interval,
/// as often as their client bears while something goes on, and the less often the more members the
/// broker has while nothing does.
public final class ConsumerPaces {
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
    private final Population population;
    private volatile Known known;

    /// @param heartbeatIntervalMs absent if nobody has set it
    private record Timing(int sessionTimeoutMs, OptionalInt heartbeatIntervalMs) {}

    /// What was worked out from `dynamic`: for groups with settings of their own, and for all
    /// others.
    private record Known(DynamicSettings dynamic, Map<String, Timing> byGroup, Timing others) {}

    public ConsumerPaces(
            CataloguePublication catalogue, StaticSettings fixed, Population population) {
        this.catalogue = catalogue;
        this.fixed = fixed;
        this.population = population;
        this.known = work(catalogue.view().settings());
    }

    ConsumerPace of(String groupId, ClientSoftware software) {
        Known now = known();
        Timing timing = now.byGroup.getOrDefault(groupId, now.others);
        if (timing.heartbeatIntervalMs.isPresent()) {
            int intervalMs = timing.heartbeatIntervalMs.getAsInt();
            return new ConsumerPace(timing.sessionTimeoutMs, intervalMs, intervalMs);
        }
        int floorMs = SWIFT.contains(software.name()) ? SWIFT_FLOOR_MS : CAREFUL_FLOOR_MS;
        long budgetMs = (long) population.consumers() * MS_PER_SECOND / BEATS_PER_SECOND;
        int stableMs = (int) Math.min(Integer.MAX_VALUE, Math.max(floorMs, budgetMs));
        return new ConsumerPace(timing.sessionTimeoutMs, floorMs, stableMs);
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
                                        dynamic.of(new SettingsOwner(Scope.GROUP, groupId)))));
        return new Known(dynamic, Map.copyOf(byGroup), timing(effective, new TreeMap<>()));
    }

    private static Timing timing(EffectiveSettings effective, SortedMap<String, String> own) {
        Effective interval = setting(effective, own, "consumer.heartbeat.interval.ms");
        return new Timing(
                number(setting(effective, own, "consumer.session.timeout.ms")),
                interval.source() == ConfigSource.DEFAULT_CONFIG
                        ? OptionalInt.empty()
                        : OptionalInt.of(number(interval)));
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
        return Integer.parseInt(value.trim());
    }
}
