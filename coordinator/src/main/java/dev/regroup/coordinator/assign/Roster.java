package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// An input with its members, topics and partitions numbered from 0, in an order that depends on
/// their content only:
///
/// - members: static ones by group instance id, then dynamic ones by member id, as Kafka's range
///   assignor has it;
/// - topics that somebody subscribes to: by name;
/// - partitions: topic by topic.
final class Roster {
    private static final Comparator<Map.Entry<String, MemberInput>> MEMBER_ORDER =
            Comparator.comparing((Map.Entry<String, MemberInput> m) ->
                            m.getValue().groupInstanceId().isEmpty())
                    .thenComparing(m -> m.getValue().groupInstanceId().orElse(m.getKey()))
                    .thenComparing(Map.Entry::getKey);

    private static final Comparator<Map.Entry<TopicId, TopicInput>> TOPIC_ORDER =
            Comparator.comparing((Map.Entry<TopicId, TopicInput> t) -> t.getValue().name())
                    .thenComparing(Map.Entry::getKey);

    /// A set of topics, and the members that subscribe to just this set, ascending.
    record Subscription(Set<TopicId> topics, List<Integer> members) {}

    /// Topics with the same subscribers: these are the members of the subscriptions. All ascending.
    record Audience(List<Integer> subscriptions, List<Integer> topics) {}

    private record Topic(
            TopicId id, TopicInput input, List<Integer> subscriptions, int firstPartition) {}

    private final List<String> memberIds;
    private final List<MemberInput> members;
    private final List<Subscription> subscriptions;
    private final int[] subscriptionOf;
    private final List<Topic> topics;
    private final Map<TopicId, Integer> topicNumbers = new HashMap<>();
    private final List<Audience> audiences;
    private final Map<String, Integer> rackNumbers = new LinkedHashMap<>();
    private final int partitions;

    Roster(AssignmentInput input) {
        List<Map.Entry<String, MemberInput>> sorted =
                input.members().entrySet().stream().sorted(MEMBER_ORDER).toList();
        this.memberIds = sorted.stream().map(Map.Entry::getKey).toList();
        this.members = sorted.stream().map(Map.Entry::getValue).toList();
        this.subscriptions = subscriptionsOf(members);
        this.subscriptionOf = new int[members.size()];
        for (int number = 0; number < subscriptions.size(); number++) {
            for (int member : subscriptions.get(number).members) {
                subscriptionOf[member] = number;
            }
        }
        this.topics = topicsOf(subscriptions, input.topics());
        for (Topic topic : topics) {
            topicNumbers.put(topic.id, topicNumbers.size());
        }
        this.audiences = audiencesOf(topics);
        for (MemberInput member : members) {
            member.rack().ifPresent(rack -> rackNumbers.putIfAbsent(rack, rackNumbers.size()));
        }
        this.partitions = topics.stream().mapToInt(topic -> topic.input.partitions()).sum();
    }

    private static List<Subscription> subscriptionsOf(List<MemberInput> members) {
        Map<Set<TopicId>, Subscription> bySet = new LinkedHashMap<>();
        for (int member = 0; member < members.size(); member++) {
            bySet.computeIfAbsent(
                            members.get(member).subscribed(),
                            set -> new Subscription(set, new ArrayList<>()))
                    .members
                    .add(member);
        }
        return List.copyOf(bySet.values());
    }

    private static List<Topic> topicsOf(
            List<Subscription> subscriptions, Map<TopicId, TopicInput> inputs) {
        Map<TopicId, List<Integer>> subscribers = new HashMap<>();
        for (int number = 0; number < subscriptions.size(); number++) {
            for (TopicId topic : subscriptions.get(number).topics) {
                subscribers.computeIfAbsent(topic, _ -> new ArrayList<>()).add(number);
            }
        }
        List<Map.Entry<TopicId, TopicInput>> sorted = new ArrayList<>(inputs.entrySet());
        sorted.sort(TOPIC_ORDER);
        List<Topic> topics = new ArrayList<>();
        int firstPartition = 0;
        for (Map.Entry<TopicId, TopicInput> entry : sorted) {
            List<Integer> ofTopic = subscribers.getOrDefault(entry.getKey(), List.of());
            if (!ofTopic.isEmpty()) {
                topics.add(new Topic(entry.getKey(), entry.getValue(), ofTopic, firstPartition));
                firstPartition = Math.addExact(firstPartition, entry.getValue().partitions());
            }
        }
        return topics;
    }

    private static List<Audience> audiencesOf(List<Topic> topics) {
        Map<List<Integer>, Audience> bySubscriptions = new LinkedHashMap<>();
        for (int topic = 0; topic < topics.size(); topic++) {
            bySubscriptions
                    .computeIfAbsent(
                            topics.get(topic).subscriptions,
                            numbers -> new Audience(numbers, new ArrayList<>()))
                    .topics
                    .add(topic);
        }
        return List.copyOf(bySubscriptions.values());
    }

    List<Subscription> subscriptions() {
        return subscriptions;
    }

    List<Audience> audiences() {
        return audiences;
    }

    /// For each topic the members that subscribe to it, ascending.
    List<List<Integer>> subscribersByTopic() {
        Map<Integer, List<Integer>> byTopic = new TreeMap<>();
        for (Audience audience : audiences) {
            List<Integer> subscribers = membersOf(audience.subscriptions);
            audience.topics.forEach(topic -> byTopic.put(topic, subscribers));
        }
        return List.copyOf(byTopic.values());
    }

    /// The members of the subscriptions with these numbers, ascending.
    List<Integer> membersOf(List<Integer> subscriptionNumbers) {
        return subscriptionNumbers.stream()
                .flatMap(number -> subscriptions.get(number).members.stream())
                .sorted()
                .toList();
    }

    int partitionCount(int topic) {
        return topics.get(topic).input.partitions();
    }

    /// The number, among all partitions, of the topic's partition 0; the others follow.
    int firstPartition(int topic) {
        return topics.get(topic).firstPartition;
    }

    /// The number of the member's subscription.
    int subscriptionOf(int member) {
        return subscriptionOf[member];
    }

    /// The number of the member's rack, or -1 if it has none.
    int rackOf(int member) {
        return members.get(member).rack().map(rackNumbers::get).orElse(-1);
    }

    /// The racks of the replicas of one of the topic's partitions, as far as members are there.
    Set<Integer> racksOf(int topic, int partition) {
        List<Set<String>> racks = topics.get(topic).input.racks();
        Set<Integer> numbers = new TreeSet<>();
        if (!racks.isEmpty()) {
            for (String rack : racks.get(partition)) {
                Integer number = rackNumbers.get(rack);
                if (number != null) {
                    numbers.add(number);
                }
            }
        }
        return numbers;
    }

    /// For each partition the member that has owned it, or -1. It counts only if the member still
    /// subscribes to the topic. Of several members that claim one partition the first has it.
    int[] ownersBefore() {
        int[] owners = unowned();
        for (int number = 0; number < members.size(); number++) {
            int member = number;
            MemberInput input = members.get(member);
            input.owned()
                    .forEach((topicId, partition) -> {
                        Integer topic = topicNumbers.get(topicId);
                        if (topic != null && input.subscribed().contains(topicId)) {
                            claim(owners, topic, partition, member);
                        }
                    });
        }
        return owners;
    }

    private void claim(int[] owners, int topic, int partition, int member) {
        if (partition < partitionCount(topic) && owners[firstPartition(topic) + partition] < 0) {
            owners[firstPartition(topic) + partition] = member;
        }
    }

    /// An array of owners in which nobody owns anything.
    int[] unowned() {
        int[] owners = new int[partitions];
        Arrays.fill(owners, -1);
        return owners;
    }

    /// The assignment in which the members own what `owners` says of each partition.
    GroupAssignment assignment(int[] owners) {
        List<Partitions.Builder> builders = new ArrayList<>();
        members.forEach(_ -> builders.add(Partitions.builder()));
        for (Topic topic : topics) {
            for (int partition = 0; partition < topic.input.partitions(); partition++) {
                builders.get(owners[topic.firstPartition + partition]).add(topic.id, partition);
            }
        }
        Map<String, Partitions> byMember = new LinkedHashMap<>();
        for (int member = 0; member < members.size(); member++) {
            Partitions owned = members.get(member).owned();
            Partitions assigned = builders.get(member).build();
            byMember.put(memberIds.get(member), assigned.equals(owned) ? owned : assigned);
        }
        return new GroupAssignment(byMember);
    }
}
