package dev.regroup.simulation;

import dev.regroup.broker.shard.Shard;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.group.DurableEvent;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.GroupShard;
import dev.regroup.coordinator.group.GroupView;
import dev.regroup.storage.log.ShardLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;

/// After every turn of a shard: what has been logged so far, read anew from its bytes, gives the
/// durable state that the shard has; epochs have not gone back; and the groups that were concerned
/// are sound.
final class ReplayWatch implements NodeWatch {
    private final GroupConfig config;
    private final Uuid offsetsTopic;
    private final Complaints complaints;
    private final Ownership ownership;
    private final List<Replica> replicas = new ArrayList<>();

    /// A shard's groups as its log has them.
    private final class Replica implements WatchedLog.Reader {
        private final LogMemory memory;
        private GroupShard replayed = new GroupShard(config);
        private Epochs epochs = new Epochs(complaints);
        private Optional<WatchedLog> log = Optional.empty();

        Replica(int shard) {
            this.memory = new LogMemory(shard, complaints);
        }

        @Override
        public void restart() {
            replayed = new GroupShard(config);
            epochs = new Epochs(complaints);
        }

        @Override
        public void replayed(DurableEvent event) {
            replayed.replay(event);
            epochs.check(event);
        }

        @Override
        public void appended(DurableEvent event) {
            replayed(event);
            if (event instanceof ConsumerChanged(String groupId, MemberRemoved removed)) {
                ownership.removed(groupId, removed.memberId());
            }
        }
    }

    ReplayWatch(GroupConfig config, Uuid offsetsTopic, Complaints complaints, Ownership ownership) {
        this.ownership = ownership;
        this.config = config;
        this.offsetsTopic = offsetsTopic;
        this.complaints = complaints;
        for (int shard = 0; shard < SimulatedNode.SHARDS; shard++) {
            replicas.add(new Replica(shard));
        }
    }

    @Override
    public ShardLog watched(ShardLog log) {
        Replica replica = replicas.get(log.shard());
        WatchedLog watched = new WatchedLog(log, offsetsTopic, replica.memory, replica);
        replica.log = Optional.of(watched);
        return watched;
    }

    @Override
    public boolean hasLostItsLog(int shard) {
        return replicas.get(shard).log.filter(WatchedLog::isLost).isPresent();
    }

    @Override
    public void ran(Shard shard) {
        Replica replica = replicas.get(shard.id());
        GroupShard live = shard.groups().orElse(null);
        if (live == null || hasLostItsLog(shard.id())) {
            return;
        }
        List<DurableEvent> expected = live.snapshot();
        List<DurableEvent> found = replica.replayed.snapshot();
        if (!expected.equals(found)) {
            complaints.add(
                    difference(expected, found),
                    "replay equals the live state",
                    "shard %d has %s; its log gives %s"
                            .formatted(
                                    shard.id(),
                                    without(expected, found),
                                    without(found, expected)));
        }
        for (String groupId : groupIds(live)) {
            live.group(groupId).ifPresent(this::check);
        }
    }

    private void check(GroupView group) {
        Soundness.problem(group)
                .ifPresent(problem -> complaints.add(group.groupId(), "groups are sound", problem));
    }

    private static List<String> groupIds(GroupShard live) {
        return live.snapshot().stream().map(DurableEvent::groupId).distinct().toList();
    }

    private static String difference(List<DurableEvent> one, List<DurableEvent> other) {
        List<DurableEvent> differing = new ArrayList<>(without(one, other));
        differing.addAll(without(other, one));
        return differing.isEmpty() ? "" : differing.getFirst().groupId();
    }

    private static List<DurableEvent> without(List<DurableEvent> all, List<DurableEvent> those) {
        return all.stream().filter(each -> !those.contains(each)).toList();
    }
}
