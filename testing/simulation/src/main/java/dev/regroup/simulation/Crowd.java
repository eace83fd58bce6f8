package dev.regroup.simulation;

import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.ClassicClient.Manner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// One group's members: who leaves, crashes or is fenced is followed by another, of the same kind,
/// or in a group that moves between the protocols of any.
final class Crowd {
    /// What members a group has.
    enum Kind {
        EAGER,
        COOPERATIVE,
        CONSUMER,
        /// Some of either protocol.
        MOVING
    }

    private static final int AWAY_MS_MAX = 8_000;

    private final World world;
    private final String groupId;
    private final Kind kind;
    private final Manner manner;
    private final List<String> topics;
    private final List<Seat> seats = new ArrayList<>();
    private final OffsetClient outsider;
    private boolean isOpen = true;

    /// A place for one member after the other.
    private static final class Seat {
        private final Optional<String> instanceId;
        private final List<String> topics;
        private @Nullable GroupMember member;

        /// @param topics which a classic static member subscribes to, whoever it is: a successor
        ///   that wants others is let in without a rebalance, as in Kafka, and nobody assigns them
        Seat(Optional<String> instanceId, List<String> topics) {
            this.instanceId = instanceId;
            this.topics = topics;
        }

        Optional<GroupMember> member() {
            return Optional.ofNullable(member).filter(each -> !each.isOver());
        }
    }

    Crowd(World world, String groupId, Kind kind) {
        this.world = world;
        this.groupId = groupId;
        this.kind = kind;
        this.manner =
                switch (kind) {
                    case EAGER -> Manner.EAGER;
                    case COOPERATIVE -> Manner.COOPERATIVE;
                    case CONSUMER, MOVING ->
                            world.random.nextBoolean() ? Manner.EAGER : Manner.COOPERATIVE;
                };
        this.topics = Topics.NAMES.stream().filter(name -> world.random.nextInt(4) != 0).toList();
        int size = 2 + world.random.nextInt(3);
        for (int i = 0; i < size; i++) {
            seats.add(
                    new Seat(
                            world.oneIn(3)
                                    ? Optional.of("%s-i%d".formatted(groupId, i))
                                    : Optional.empty(),
                            topics()));
        }
        this.outsider = new OffsetClient(world, groupId, 8);
    }

    String groupId() {
        return groupId;
    }

    void start() {
        seats.forEach(seat -> fill(seat, world.random.nextInt(5_000)));
        outsider.start();
    }

    private void fill(Seat seat, long afterMs) {
        world.after(
                afterMs,
                () -> {
                    if (isOpen && seat.member().isEmpty()) {
                        GroupMember member = member(seat);
                        seat.member = member;
                        member.note("starts, " + member.role.instanceId().orElse("dynamic"));
                        member.start();
                    }
                });
    }

    private GroupMember member(Seat seat) {
        boolean isClassic =
                switch (kind) {
                    case EAGER, COOPERATIVE -> true;
                    case CONSUMER -> false;
                    case MOVING -> world.random.nextBoolean();
                };
        boolean isStatic = seat.instanceId.isPresent();
        Role role =
                new Role(
                        (isClassic ? "classic" : "consumer") + world.nextNumber(),
                        groupId,
                        seat.instanceId,
                        isStatic && kind != Kind.CONSUMER ? seat.topics : topics(),
                        6_000 + world.random.nextInt(3_000),
                        3_000 + world.random.nextInt(5_000));
        return isClassic ? new ClassicClient(world, role, manner) : new ConsumerClient(world, role);
    }

    /// Mostly what all subscribe to.
    private List<String> topics() {
        if (topics.isEmpty()) {
            return Topics.NAMES;
        }
        return world.oneIn(5) ? topics.subList(0, 1) : topics;
    }

    /// Something happens to one of them.
    void disturb() {
        Seat seat = seats.get(world.random.nextInt(seats.size()));
        GroupMember member = seat.member().orElse(null);
        if (member == null) {
            fill(seat, world.random.nextInt(AWAY_MS_MAX));
            return;
        }
        switch (world.random.nextInt(6)) {
            case 0, 1 -> {
                member.leave();
                fill(seat, 200 + world.random.nextInt(AWAY_MS_MAX));
            }
            case 2 -> {
                member.crash(true);
                fill(seat, world.random.nextInt(AWAY_MS_MAX));
            }
            case 3 -> {
                member.crash(false);
                fill(seat, world.random.nextInt(AWAY_MS_MAX));
            }
            case 4 -> member.stall(world.random.nextInt(12_000));
            default -> duplicate(seat);
        }
    }

    /// Somebody starts another process for the same place.
    private void duplicate(Seat seat) {
        if (seat.instanceId.isPresent()) {
            GroupMember before = seat.member().orElse(null);
            seat.member = null;
            fill(seat, 0);
            world.after(
                    world.random.nextInt(AWAY_MS_MAX),
                    () -> {
                        if (before != null && !before.isOver()) {
                            before.crash(true);
                        }
                    });
        }
    }

    void nodeCrashed() {
        seats.forEach(seat -> seat.member().ifPresent(ClientProcess::nodeCrashed));
        outsider.nodeCrashed();
    }

    /// Nobody comes any more.
    void close() {
        isOpen = false;
    }

    void leave() {
        seats.forEach(seat -> seat.member().ifPresent(GroupMember::leave));
    }

    void fetch() {
        outsider.fetch();
    }

    void end() {
        outsider.end(true);
    }

    /// After it has been quiet for long enough: everybody is settled, and each partition of the
    /// topics they subscribe to is with one of them.
    void checkSettled() {
        List<GroupMember> members = members();
        for (GroupMember member : members) {
            if (!member.isSettled()) {
                complain("%s is not settled".formatted(member.name()));
            }
        }
        if (members.isEmpty()) {
            return;
        }
        Map<TopicPartition, String> owners = new LinkedHashMap<>();
        for (GroupMember member : members) {
            for (TopicPartition partition : member.partitions()) {
                String other = owners.put(partition, member.name());
                if (other != null) {
                    complain("%s is with %s and %s".formatted(partition, other, member.name()));
                }
            }
        }
        TreeSet<String> subscribed = new TreeSet<>();
        members.forEach(member -> subscribed.addAll(member.role.topics()));
        TreeSet<TopicPartition> expected = new TreeSet<>();
        Partitions all = world.topics.partitions(subscribed);
        all.forEach((id, number) ->
                world.topics
                        .find(id)
                        .ifPresent(
                                topic -> expected.add(new TopicPartition(topic.name(), number))));
        if (!expected.equals(new TreeSet<>(owners.keySet()))) {
            complain("its members have %s, there is %s".formatted(owners, expected));
        }
    }

    private List<GroupMember> members() {
        return seats.stream().flatMap(seat -> seat.member().stream()).toList();
    }

    private void complain(String what) {
        world.complaints.add(groupId, "once it is quiet, a group settles", what);
    }

    /// No offset of a topic that is gone is left.
    void checkOffsets() {
        int shard = world.edge.node().placement().shardOfGroup(groupId);
        world.edge
                .node()
                .groups(shard)
                .flatMap(groups -> groups.group(groupId))
                .ifPresent(group ->
                        group.offsets()
                                .forEach((partition, offset) -> {
                                    boolean isThere =
                                            world.topics
                                                    .find(partition.topic())
                                                    .filter(topic ->
                                                            TopicIds.of(topic.id())
                                                                    .equals(offset.topicId()))
                                                    .isPresent();
                                    if (!isThere) {
                                        world.complaints.add(
                                                groupId,
                                                "offsets go with their topic",
                                                "%s of a topic that is gone: %s"
                                                        .formatted(partition, offset));
                                    }
                                }));
    }
}
