package dev.regroup.simulation;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.ConsumerClaims;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.ConsumerPace;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Connection.Copies;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;

/// A consumer of the consumer protocol (KIP-848): says in heartbeats what it has, gives up what it
/// is to have no longer before it takes what is new.
final class ConsumerClient extends GroupMember {
    private static final int FLOOR_MS = 250;
    private static final int STABLE_MS = 1_000;

    private final String memberId;
    private Partitions owned = Partitions.NONE;

    /// What it was last told to have.
    private Partitions target = Partitions.NONE;

    private int epoch;

    /// The next heartbeat is to say everything.
    private boolean saysAll = true;

    /// What it last said that it has.
    private Partitions said = Partitions.NONE;

    private boolean isGivingUp;
    private boolean isAwaiting;
    private boolean isLeaving;
    private int beats;

    /// The last epoch in which it was told to have something else than this partition.
    private final Map<PartitionId, Integer> withoutAt = new HashMap<>();

    private final List<Integer> earlierEpochs = new ArrayList<>();

    ConsumerClient(World world, Role role) {
        super(world, role);
        this.memberId = "%s-%d".formatted(role.name(), world.nextNumber());
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public Partitions owned() {
        return owned;
    }

    @Override
    SortedSet<TopicPartition> partitions() {
        SortedSet<TopicPartition> names = new TreeSet<>();
        owned.forEach((id, number) ->
                world.topics
                        .find(id)
                        .ifPresent(topic -> names.add(new TopicPartition(topic.name(), number))));
        return names;
    }

    @Override
    boolean isSettled() {
        return epoch > 0 && owned.equals(target);
    }

    @Override
    void start() {
        beat();
        keepCommitting();
    }

    @Override
    void leave() {
        owned = Partitions.NONE;
        boolean forAWhile = role.instanceId().isPresent() && world.random.nextBoolean();
        ask(
                token ->
                        new ConsumerLeave(token, groupId(), memberId, role.instanceId(), forAWhile),
                Copies.LATE,
                REQUEST_TIMEOUT_MS,
                reply -> {});
        later(100, () -> end(true));
        isLeaving = true;
    }

    @Override
    void lostAnswers() {
        if (isAwaiting) {
            isAwaiting = false;
            saysAll = true;
            beatIn(50);
        }
    }

    // ---- heartbeats ----

    private void beatIn(long ms) {
        int planned = ++beats;
        later(
                ms,
                () -> {
                    if (planned == beats && !isAwaiting && !isLeaving) {
                        beat();
                    }
                });
    }

    private void beat() {
        ConsumerClaims claims = claims();
        saysAll = false;
        said = owned;
        isAwaiting = true;
        int at = epoch;
        ask(
                token ->
                        new ConsumerHeartbeat(
                                token,
                                groupId(),
                                memberId,
                                at,
                                new Client(name(), "/10.0.0.2"),
                                new Origin("/10.0.0.2", "PLAINTEXT"),
                                claims,
                                new ConsumerPace(
                                        role.sessionTimeoutMs(),
                                        FLOOR_MS,
                                        STABLE_MS,
                                        OptionalInt.empty())),
                Copies.AT_ONCE,
                REQUEST_TIMEOUT_MS,
                reply -> {
                    isAwaiting = false;
                    heard(reply);
                });
    }

    private ConsumerClaims claims() {
        boolean all = saysAll || epoch == 0;
        return new ConsumerClaims(
                role.instanceId(),
                Optional.empty(),
                all ? OptionalInt.of(role.rebalanceTimeoutMs()) : OptionalInt.empty(),
                all ? Optional.of(role.topics()) : Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                all || !said.equals(owned) ? Optional.of(owned) : Optional.empty());
    }

    private void heard(GroupReply reply) {
        if (reply instanceof ConsumerAccepted accepted) {
            accept(accepted);
        } else if (reply instanceof Rejected rejected) {
            refused(rejected);
        }
    }

    private void accept(ConsumerAccepted accepted) {
        if (epoch > 0 && accepted.memberEpoch() != epoch) {
            earlierEpochs.add(epoch);
        }
        int before = epoch;
        epoch = accepted.memberEpoch();
        accepted.assignment()
                .ifPresent(next -> {
                    next.minus(target)
                            .forEach((id, number) ->
                                    withoutAt.put(new PartitionId(id, number), before));
                    target = next;
                });
        reconcile();
        beatIn(said.equals(owned) ? accepted.heartbeatIntervalMs() : 0);
    }

    private void reconcile() {
        if (isGivingUp || owned.equals(target)) {
            return;
        }
        if (target.containsAll(owned)) {
            take();
            return;
        }
        isGivingUp = true;
        later(
                world.weather.tempts(30)
                        ? role.rebalanceTimeoutMs() + 500L
                        : world.random.nextInt(150),
                () -> {
                    if (isGivingUp) {
                        isGivingUp = false;
                        owned = owned.and(target);
                        take();
                        beatIn(0);
                    }
                });
    }

    private void take() {
        owned = target;
        world.ownership.check(this);
    }

    private void refused(Rejected rejected) {
        switch (rejected.reason()) {
            case FENCED_INSTANCE_ID, UNRELEASED_INSTANCE_ID -> {
                note("ends, since its instance is another's");
                forget();
                end(true);
            }
            case FENCED_MEMBER_EPOCH, UNKNOWN_MEMBER_ID, GROUP_ID_NOT_FOUND -> {
                forget();
                beatIn(100);
            }
            default -> {
                saysAll = true;
                beatIn(150);
            }
        }
    }

    /// It is to join again, from nothing.
    private void forget() {
        owned = Partitions.NONE;
        target = Partitions.NONE;
        said = Partitions.NONE;
        isGivingUp = false;
        saysAll = true;
        epoch = 0;
        withoutAt.clear();
    }

    // ---- commits ----

    /// Sometimes for an epoch in which it may not have had the partition yet.
    @Override
    void commit() {
        List<PartitionId> mine = new ArrayList<>();
        owned.forEach((id, number) -> mine.add(new PartitionId(id, number)));
        if (mine.isEmpty()) {
            return;
        }
        PartitionId partition = one(mine);
        boolean isStale = !earlierEpochs.isEmpty() && world.weather.tempts(6);
        int at = isStale ? one(earlierEpochs) : epoch;
        int notYetAt = withoutAt.getOrDefault(partition, 0);
        world.topics
                .find(partition.topicId())
                .ifPresent(topic ->
                        sendCommit(
                                new TopicPartition(topic.name(), partition.partition()),
                                partition.topicId(),
                                new MemberAt(memberId, at),
                                reply -> {
                                    if (reply instanceof OffsetsCommitted committed
                                            && committed.results().isEmpty()
                                            && at < notYetAt) {
                                        world.complaints.add(
                                                groupId(),
                                                "nobody commits from before it had the partition",
                                                "%s committed %s at epoch %d, without it at %d"
                                                        .formatted(
                                                                memberId, partition, at, notYetAt));
                                    }
                                }));
    }
}
