package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SplittableRandom;

/// A group that changes at random: members join, leave and subscribe anew, topics come, grow, go
/// and move to other racks. Members own what they were given last, or anything.
final class RandomGroup {
    private final SplittableRandom random;
    private final Size size;
    private final int racks;
    private final Map<TopicId, TopicInput> topics = new LinkedHashMap<>();
    private final Map<String, MemberInput> members = new LinkedHashMap<>();

    /// `subscriptions`: how many different ones there may be; if just one, members subscribe to all
    /// topics. `racks`: how many there may be.
    record Size(int members, int topics, int partitions, int subscriptions, int racks) {}

    RandomGroup(SplittableRandom random, Size size) {
        this.random = random;
        this.size = size;
        this.racks = size.racks == 0 ? 0 : random.nextInt(size.racks + 1);
        int topicCount = 1 + random.nextInt(size.topics);
        for (int i = 0; i < topicCount; i++) {
            addTopic();
        }
        int memberCount = 1 + random.nextInt(size.members);
        for (int i = 0; i < memberCount; i++) {
            addMember();
        }
    }

    /// The group as it is, its maps in any order.
    AssignmentInput input() {
        return new AssignmentInput(shuffled(members), shuffled(topics));
    }

    void adopt(GroupAssignment assignment) {
        assignment.byMember().forEach(this::own);
    }

    /// Has members own partitions as they come, of which some may be gone, not subscribed to, or
    /// owned twice.
    void ownAnything() {
        for (String member : List.copyOf(members.keySet())) {
            Partitions.Builder owned = Partitions.builder();
            int count = random.nextInt(2 * size.partitions);
            for (int i = 0; i < count; i++) {
                owned.add(topicId(random.nextInt(size.topics)), random.nextInt(size.partitions));
            }
            own(member, owned.build());
        }
    }

    void change() {
        switch (random.nextInt(6)) {
            case 0, 1 -> addMember();
            case 2 -> removeMember();
            case 3 -> addTopic();
            case 4 -> removeTopic();
            default -> changeMember();
        }
    }

    /// A new topic, or another number of partitions of one that is there, and other racks.
    private void addTopic() {
        int number = random.nextInt(size.topics);
        int partitions = random.nextInt(size.partitions + 1);
        List<Set<String>> racksOf = new ArrayList<>();
        if (racks > 0 && random.nextInt(5) > 0) {
            for (int i = 0; i < partitions; i++) {
                racksOf.add(randomRacks());
            }
        }
        topics.put(topicId(number), new TopicInput("topic-" + number, partitions, racksOf));
        if (size.subscriptions == 1) {
            List.copyOf(members.keySet()).forEach(id -> subscribe(id, topics.keySet()));
        }
    }

    private Set<String> randomRacks() {
        Set<String> chosen = new HashSet<>();
        int replicas = 1 + random.nextInt(2);
        for (int i = 0; i < replicas; i++) {
            chosen.add("rack-" + random.nextInt(racks + 1));
        }
        return chosen;
    }

    private void removeTopic() {
        if (topics.size() > 1) {
            TopicId gone = any(topics.keySet());
            topics.remove(gone);
            for (String id : List.copyOf(members.keySet())) {
                Set<TopicId> left = new HashSet<>(member(id).subscribed());
                left.remove(gone);
                subscribe(id, left);
            }
        }
    }

    private void addMember() {
        if (members.size() < size.members) {
            String id = "member-" + random.nextInt(10_000);
            Optional<String> instance =
                    random.nextInt(4) == 0 ? Optional.of("static-" + id) : Optional.empty();
            Optional<String> rack =
                    racks > 0 && random.nextInt(5) > 0
                            ? Optional.of("rack-" + random.nextInt(racks))
                            : Optional.empty();
            members.put(id, new MemberInput(rack, instance, randomSubscription(), Partitions.NONE));
        }
    }

    private void removeMember() {
        if (members.size() > 1) {
            members.remove(any(members.keySet()));
        }
    }

    private void changeMember() {
        subscribe(any(members.keySet()), randomSubscription());
    }

    /// One of a few: which topics it has is known from its number.
    private Set<TopicId> randomSubscription() {
        if (size.subscriptions == 1) {
            return topics.keySet();
        }
        SplittableRandom choice = new SplittableRandom(random.nextInt(size.subscriptions));
        Set<TopicId> chosen = new HashSet<>();
        for (int number = 0; number < size.topics; number++) {
            if (choice.nextBoolean() && topics.containsKey(topicId(number))) {
                chosen.add(topicId(number));
            }
        }
        return chosen;
    }

    private void subscribe(String id, Set<TopicId> subscribed) {
        MemberInput member = member(id);
        members.put(
                id,
                new MemberInput(
                        member.rack(), member.groupInstanceId(), subscribed, member.owned()));
    }

    private void own(String id, Partitions owned) {
        MemberInput member = member(id);
        members.put(
                id,
                new MemberInput(
                        member.rack(), member.groupInstanceId(), member.subscribed(), owned));
    }

    private MemberInput member(String id) {
        return Objects.requireNonNull(members.get(id));
    }

    private <T> T any(Set<T> set) {
        return List.copyOf(set).get(random.nextInt(set.size()));
    }

    private <K, V> Map<K, V> shuffled(Map<K, V> map) {
        List<K> keys = new ArrayList<>(map.keySet());
        Collections.shuffle(keys, new Random(random.nextLong()));
        Map<K, V> shuffled = new LinkedHashMap<>();
        keys.forEach(key -> shuffled.put(key, map.get(key)));
        return shuffled;
    }

    /// Ids and names are in different orders.
    private static TopicId topicId(int number) {
        return new TopicId(number * 0x9E3779B97F4A7C15L, number);
    }
}
