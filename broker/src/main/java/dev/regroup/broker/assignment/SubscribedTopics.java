package dev.regroup.broker.assignment;

import com.google.re2j.Pattern;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.offset.TopicId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// The topics that the members of one group subscribe to, as they are now. Equal subscriptions are
/// worked out once.
final class SubscribedTopics {
    private record Subscription(List<String> names, Optional<String> regex) {}

    private final CatalogueView catalogue;
    private final long wallClockMs;
    private final Map<Subscription, Set<TopicId>> bySubscription = new HashMap<>();
    private final Map<String, ResolvedRegex> regexes = new HashMap<>();
    private final SortedMap<String, Topic> topics = new TreeMap<>();

    SubscribedTopics(CatalogueView catalogue, long wallClockMs) {
        this.catalogue = catalogue;
        this.wallClockMs = wallClockMs;
    }

    /// The ids of those that exist.
    Set<TopicId> of(List<String> names, Optional<String> regex) {
        return bySubscription.computeIfAbsent(new Subscription(names, regex), this::resolve);
    }

    private Set<TopicId> resolve(Subscription subscription) {
        Set<TopicId> ids = new LinkedHashSet<>();
        subscription.names().forEach(name -> catalogue.byName(name).ifPresent(t -> add(t, ids)));
        subscription
                .regex()
                .map(regex -> regexes.computeIfAbsent(regex, this::resolve))
                .ifPresent(resolved ->
                        resolved.topicNames()
                                .forEach(name ->
                                        catalogue.byName(name).ifPresent(t -> add(t, ids))));
        return Set.copyOf(ids);
    }

    private void add(Topic topic, Set<TopicId> ids) {
        topics.put(topic.name(), topic);
        ids.add(TopicIds.of(topic.id()));
    }

    /// The edge has refused what is no pattern.
    private ResolvedRegex resolve(String regex) {
        Pattern pattern = Pattern.compile(regex);
        List<String> names =
                catalogue.topics().stream()
                        .map(Topic::name)
                        .filter(name -> pattern.matcher(name).matches())
                        .toList();
        return new ResolvedRegex(names, catalogue.version(), wallClockMs);
    }

    Map<String, ResolvedRegex> regexes() {
        return regexes;
    }

    /// All of them, in the order of their names.
    Map<TopicId, TopicInput> inputs() {
        Map<TopicId, TopicInput> inputs = new LinkedHashMap<>();
        topics.values()
                .forEach(topic ->
                        inputs.put(
                                TopicIds.of(topic.id()),
                                new TopicInput(topic.name(), topic.partitions(), List.of())));
        return inputs;
    }

    /// Changes with whatever an assignment rests on; never 0.
    long hash() {
        Fnv hash = new Fnv();
        topics.values()
                .forEach(topic -> {
                    topic.name().chars().forEach(hash::add);
                    hash.add(topic.id().getMostSignificantBits());
                    hash.add(topic.id().getLeastSignificantBits());
                    hash.add(topic.partitions());
                });
        return hash.value();
    }

    /// FNV-1a over 64 bits: it has to notice changes, not attackers.
    private static final class Fnv {
        private static final long PRIME = 0x100000001b3L;
        private long state = 0xcbf29ce484222325L;

        void add(long value) {
            for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
                state = (state ^ ((value >>> shift) & 0xff)) * PRIME;
            }
        }

        long value() {
            return state == 0 ? 1 : state;
        }
    }
}
