package dev.regroup.simulation;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerSubscription;
import dev.regroup.coordinator.group.GroupCommand.Heartbeat;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Leave;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Connection.Copies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// A consumer of the classic protocol. An eager one gives up everything before it joins; a
/// cooperative one keeps what it has, gives up what the next assignment lacks, and joins again.
final class ClassicClient extends GroupMember {
    /// How a consumer takes part in rebalances (KIP-429).
    enum Manner {
        EAGER("range"),
        COOPERATIVE("cooperative-sticky");

        private final String strategy;

        Manner(String strategy) {
            this.strategy = strategy;
        }
    }

    private enum Phase {
        JOINING,
        SYNCING,
        STABLE
    }

    /// What a leader goes by.
    ///
    /// @param names what its group subscribes to, there or not
    /// @param topics how many partitions those had that were there
    private record Seen(Set<String> names, SortedMap<String, Integer> topics) {}

    private static final int HEARTBEAT_MS = 1_000;

    /// As for Java consumers.
    private static final int HOLD_MS = 3_500;

    private final Manner manner;
    private final SortedSet<TopicPartition> owned = new TreeSet<>();
    private Partitions ownedInConsumerGroup = Partitions.NONE;
    private Phase phase = Phase.JOINING;
    private boolean isJoinPlanned;
    private String memberId = "";
    private int generationId = -1;

    /// As leader: what it has assigned.
    private Optional<Seen> assignedTopics = Optional.empty();

    private boolean isToAssign;

    ClassicClient(World world, Role role, Manner manner) {
        super(world, role);
        this.manner = manner;
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public Partitions owned() {
        return ownedInConsumerGroup;
    }

    @Override
    SortedSet<TopicPartition> partitions() {
        return owned;
    }

    @Override
    boolean isSettled() {
        return phase == Phase.STABLE && !isJoinPlanned;
    }

    @Override
    void start() {
        planJoin(0);
        keepBeating();
        keepCommitting();
    }

    @Override
    void leave() {
        giveUpAll();
        if (role.instanceId().isEmpty() && !memberId.isEmpty()) {
            String me = memberId;
            ask(
                    token ->
                            new Leave(
                                    token,
                                    groupId(),
                                    List.of(new Leaver(me, Optional.empty(), "it is closed"))),
                    Copies.LATE,
                    REQUEST_TIMEOUT_MS,
                    reply -> {});
        }
        later(100, () -> end(true));
        phase = Phase.JOINING;
        isJoinPlanned = true;
    }

    @Override
    void lostAnswers() {
        if (phase != Phase.STABLE) {
            planJoin(50);
        }
    }

    // ---- join ----

    private void planJoin(long ms) {
        phase = Phase.JOINING;
        if (!isJoinPlanned) {
            isJoinPlanned = true;
            later(
                    ms + world.random.nextInt(50),
                    () -> {
                        isJoinPlanned = false;
                        join();
                    });
        }
    }

    private void join() {
        phase = Phase.JOINING;
        if (manner == Manner.EAGER) {
            giveUpAll();
        }
        String me = memberId;
        List<TopicPartition> kept = List.copyOf(owned);
        Bytes metadata = Wire.write(new Wire.Subscription(role.topics(), kept, generationId));
        ConsumerSubscription subscription =
                new ConsumerSubscription(role.topics(), Optional.empty(), ids(kept));
        ask(
                token ->
                        new Join(
                                token,
                                groupId(),
                                me,
                                role.instanceId(),
                                freshMemberId(),
                                new Client(name(), "/10.0.0.1"),
                                role.sessionTimeoutMs(),
                                role.rebalanceTimeoutMs(),
                                "consumer",
                                List.of(new Protocol(manner.strategy, metadata)),
                                Optional.of(subscription),
                                new JoinRules(true, true),
                                ""),
                Copies.AT_ONCE,
                role.rebalanceTimeoutMs() + 5_000L,
                this::heardJoin);
    }

    /// As the broker makes it for every request, a copy included.
    private String freshMemberId() {
        return "%s-%d".formatted(role.instanceId().orElse(name()), world.nextNumber());
    }

    private void heardJoin(GroupReply reply) {
        if (reply instanceof Joined joined) {
            memberId = joined.memberId();
            generationId = joined.generationId();
            phase = Phase.SYNCING;
            boolean leads = joined.leaderId().equals(memberId);
            isToAssign = leads && joined.skipAssignment();
            assignedTopics = Optional.empty();
            int joinedAt = generationId;
            long hesitationMs =
                    world.weather.tempts(40) ? role.rebalanceTimeoutMs() : world.random.nextInt(30);
            later(
                    hesitationMs,
                    () -> {
                        if (phase == Phase.SYNCING && generationId == joinedAt) {
                            sync(
                                    leads && !joined.skipAssignment()
                                            ? assign(joined.members())
                                            : Map.of());
                        }
                    });
        } else if (reply instanceof Rejected rejected) {
            refused(rejected);
        }
    }

    private Map<String, Bytes> assign(List<JoinedMember> members) {
        SortedMap<String, Wire.Subscription> subscriptions = new TreeMap<>();
        members.forEach(member ->
                subscriptions.put(member.memberId(), Wire.subscription(member.metadata())));
        Set<String> names = new TreeSet<>();
        subscriptions.values().forEach(each -> names.addAll(each.topics()));
        SortedMap<String, Integer> topics = partitionCounts(names);
        assignedTopics = Optional.of(new Seen(names, topics));
        Map<String, Bytes> assignments = new TreeMap<>();
        new Shares(topics, subscriptions, manner)
                .assign()
                .forEach((member, partitions) -> assignments.put(member, Wire.write(partitions)));
        return assignments;
    }

    // ---- sync ----

    private void sync(Map<String, Bytes> assignments) {
        String me = memberId;
        int at = generationId;
        ask(
                token ->
                        new Sync(
                                token,
                                groupId(),
                                at,
                                me,
                                role.instanceId(),
                                Optional.of("consumer"),
                                Optional.of(manner.strategy),
                                assignments),
                Copies.AT_ONCE,
                role.rebalanceTimeoutMs() + 5_000L,
                this::heardSync);
    }

    private void heardSync(GroupReply reply) {
        if (reply instanceof Synced synced) {
            take(new TreeSet<>(Wire.assignment(synced.assignment())), Partitions.NONE);
        } else if (reply instanceof ConsumerSynced synced) {
            take(names(synced.assignment()), synced.assignment());
        } else if (reply instanceof Rejected rejected) {
            refused(rejected);
        }
    }

    private void take(SortedSet<TopicPartition> given, Partitions givenInConsumerGroup) {
        boolean isToGiveUp = !given.containsAll(owned);
        owned.clear();
        owned.addAll(given);
        ownedInConsumerGroup = givenInConsumerGroup;
        phase = Phase.STABLE;
        world.ownership.check(this);
        if (isToGiveUp) {
            planJoin(0);
        }
    }

    private void giveUpAll() {
        owned.clear();
        ownedInConsumerGroup = Partitions.NONE;
    }

    // ---- heartbeats ----

    private void keepBeating() {
        later(
                HEARTBEAT_MS,
                () -> {
                    if (phase == Phase.STABLE) {
                        beat();
                    }
                    keepBeating();
                });
    }

    private void beat() {
        String me = memberId;
        int at = generationId;
        ask(
                token -> new Heartbeat(token, groupId(), at, me, role.instanceId(), HOLD_MS),
                Copies.LATE,
                REQUEST_TIMEOUT_MS,
                reply -> {
                    if (phase != Phase.STABLE || generationId != at) {
                        return;
                    }
                    if (reply instanceof Rejected rejected) {
                        refused(rejected);
                    } else if (isToAssign || topicsHaveChanged()) {
                        planJoin(0);
                    }
                });
    }

    private boolean topicsHaveChanged() {
        return assignedTopics
                .filter(seen -> !seen.topics.equals(partitionCounts(seen.names)))
                .isPresent();
    }

    /// Of those that are there.
    private SortedMap<String, Integer> partitionCounts(Set<String> names) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        world.topics.all().stream()
                .filter(topic -> names.contains(topic.name()))
                .forEach(topic -> counts.put(topic.name(), topic.partitions()));
        return counts;
    }

    private void refused(Rejected rejected) {
        switch (rejected.reason()) {
            case MEMBER_ID_REQUIRED -> {
                memberId = rejected.memberId();
                planJoin(0);
            }
            case UNKNOWN_MEMBER_ID -> {
                memberId = "";
                generationId = -1;
                giveUpAll();
                planJoin(0);
            }
            case ILLEGAL_GENERATION -> {
                generationId = -1;
                giveUpAll();
                planJoin(0);
            }
            case FENCED_INSTANCE_ID -> {
                note("is fenced");
                giveUpAll();
                end(true);
            }
            case REBALANCE_IN_PROGRESS ->
                    planJoin(
                            world.weather.tempts(40)
                                    ? role.rebalanceTimeoutMs() + 1_000L
                                    : world.random.nextInt(200));
            default -> planJoin(200);
        }
    }

    // ---- commits ----

    @Override
    void commit() {
        if (owned.isEmpty() || phase == Phase.SYNCING) {
            return;
        }
        TopicPartition partition = one(List.copyOf(owned));
        boolean isStale = world.weather.tempts(10);
        MemberAt at =
                new MemberAt(
                        memberId,
                        isStale ? Math.max(0, generationId - 1) : Math.max(0, generationId));
        idOf(partition.topic()).ifPresent(id -> sendCommit(partition, id, at, reply -> {}));
    }

    private Partitions ids(List<TopicPartition> partitions) {
        Partitions.Builder ids = Partitions.builder();
        partitions.forEach(each ->
                world.topics
                        .find(each.topic())
                        .filter(topic -> topic.hasPartition(each.partition()))
                        .ifPresent(topic -> ids.add(TopicIds.of(topic.id()), each.partition())));
        return ids.build();
    }

    private SortedSet<TopicPartition> names(Partitions partitions) {
        List<TopicPartition> names = new ArrayList<>();
        partitions.forEach((id, number) ->
                world.topics
                        .find(id)
                        .ifPresent(topic -> names.add(new TopicPartition(topic.name(), number))));
        return new TreeSet<>(names);
    }
}
