package dev.regroup.broker.assignment;

import com.google.re2j.Pattern;
import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.access.Authorizer.Who;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.TopicInput;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.group.Effect.MemberToAssign;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.offset.TopicId;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/// The topics that the members of one group subscribe to, as they are now. Equal subscriptions are
/// worked out once.
final class SubscribedTopics {
    /// @param origin only where there is a pattern: for names, members are asked as they come
    private record Subscription(
            List<String> names, Optional<String> regex, Optional<Origin> origin) {}

    private record Resolvable(String regex, Optional<Origin> origin) {}

    private final CatalogueView catalogue;
    private final Authorizer authorizer;
    private final Map<String, ResolvedRegex> known;
    private final Map<Subscription, Set<TopicId>> bySubscription = new HashMap<>();
    private final Map<Resolvable, List<String>> byPattern = new HashMap<>();
    private final SortedMap<String, Topic> topics = new TreeMap<>();

    /// @param known what patterns stood for when they were last resolved
    SubscribedTopics(
            CatalogueView catalogue, Authorizer authorizer, Map<String, ResolvedRegex> known) {
        this.catalogue = catalogue;
        this.authorizer = authorizer;
        this.known = known;
    }

    /// The ids of those that exist.
    Set<TopicId> of(MemberToAssign member) {
        return bySubscription.computeIfAbsent(
                new Subscription(
                        member.topicNames(),
                        member.topicRegex(),
                        member.topicRegex().flatMap(regex -> member.origin())),
                this::resolve);
    }

    private Set<TopicId> resolve(Subscription subscription) {
        Set<TopicId> ids = new LinkedHashSet<>();
        add(subscription.names(), ids);
        subscription
                .regex()
                .map(regex ->
                        byPattern.computeIfAbsent(
                                new Resolvable(regex, subscription.origin), this::resolve))
                .ifPresent(names -> add(names, ids));
        return Set.copyOf(ids);
    }

    private void add(List<String> names, Set<TopicId> ids) {
        names.forEach(name -> catalogue.byName(name).ifPresent(topic -> add(topic, ids)));
    }

    private void add(Topic topic, Set<TopicId> ids) {
        topics.put(topic.name(), topic);
        ids.add(TopicIds.of(topic.id()));
    }

    /// What the pattern stands for, as far as the member may see it; for one that has not been
    /// heard of since the shard was loaded, what it stood for then. The edge has refused what is no
    /// pattern.
    private List<String> resolve(Resolvable pattern) {
        if (pattern.origin.isEmpty()) {
            ResolvedRegex resolved = known.get(pattern.regex);
            return resolved == null ? List.of() : resolved.topicNames();
        }
        Who who = new Who(pattern.origin.get().host(), pattern.origin.get().listener());
        Pattern compiled = Pattern.compile(pattern.regex);
        return catalogue.topics().stream()
                .map(Topic::name)
                .filter(name -> compiled.matcher(name).matches())
                .filter(name ->
                        authorizer.allows(who, AclOperation.DESCRIBE, ResourceType.TOPIC, name))
                .toList();
    }

    /// What each pattern stands for, to whoever may see the most.
    Map<String, ResolvedRegex> regexes(long wallClockMs) {
        Map<String, SortedSet<String>> names = new HashMap<>();
        byPattern.forEach((pattern, resolved) ->
                names.computeIfAbsent(pattern.regex, regex -> new TreeSet<>()).addAll(resolved));
        Map<String, ResolvedRegex> regexes = new HashMap<>();
        names.forEach((regex, all) ->
                regexes.put(
                        regex,
                        new ResolvedRegex(List.copyOf(all), catalogue.version(), wallClockMs)));
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
