package dev.regroup.simulation;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumerAccepted;
import dev.regroup.coordinator.group.GroupReply.ConsumerSynced;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Synced;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Edge.EdgeCheck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/// What members are told of generations and epochs: they do not go back, a generation that was
/// assigned is not begun again, each of its members is given one assignment, no partition is in two
/// of them, and nobody commits for a generation that a later one has followed.
final class Generations implements EdgeCheck {
    private final World world;
    private final Map<String, Life> lives = new HashMap<>();

    /// A group, until it is deleted.
    private static final class Life {
        private int assigned = -1;
        private final Map<Place, Bytes> assignments = new HashMap<>();
        private final Map<Claim, String> owners = new HashMap<>();
        private final Map<String, Integer> epochs = new HashMap<>();
        private final Set<Integer> handedOut = new HashSet<>();
    }

    private record Place(int generationId, String memberId) {}

    private record Claim(int generationId, TopicPartition partition) {}

    Generations(World world) {
        this.world = world;
    }

    @Override
    public Consumer<GroupReply> submitted(GroupCommand.OnGroup command) {
        String groupId = command.groupId();
        return switch (command) {
            case Join ignored ->
                    reply -> {
                        if (reply instanceof Joined joined) {
                            joined(groupId, joined);
                        }
                    };
            case Sync sync ->
                    reply -> {
                        if (reply instanceof Synced synced) {
                            synced(sync, synced);
                        } else if (reply instanceof ConsumerSynced) {
                            life(groupId).assigned =
                                    Math.max(life(groupId).assigned, sync.generationId());
                        }
                    };
            case CommitOffsets commit -> commits(commit);
            case ConsumerHeartbeat ignored ->
                    reply -> {
                        if (reply instanceof ConsumerAccepted accepted) {
                            accepted(groupId, accepted);
                        }
                    };
            case DeleteGroup ignored -> {
                // Whether it is carried out or not, what comes may be another group.
                lives.remove(groupId);
                yield reply -> lives.remove(groupId);
            }
            default -> reply -> {};
        };
    }

    private Life life(String groupId) {
        return lives.computeIfAbsent(groupId, id -> new Life());
    }

    private void joined(String groupId, Joined joined) {
        Life life = life(groupId);
        if (joined.leaderId().isEmpty()) {
            // Nobody leads a group of the consumer protocol: its members are not all of one epoch.
            return;
        }
        boolean isBegun =
                joined.leaderId().equals(joined.memberId())
                        && !joined.members().isEmpty()
                        && !joined.skipAssignment();
        if (joined.generationId() < life.assigned) {
            complain(
                    groupId,
                    "generations never go back",
                    "%s was told of %d after %d"
                            .formatted(joined.memberId(), joined.generationId(), life.assigned));
        } else if (isBegun && life.handedOut.contains(joined.generationId())) {
            complain(
                    groupId,
                    "a generation is assigned once",
                    "%s is to assign %d, which was"
                            .formatted(joined.memberId(), joined.generationId()));
        }
    }

    private void synced(Sync sync, Synced synced) {
        Life life = life(sync.groupId());
        int generationId = sync.generationId();
        if (generationId < life.assigned) {
            complain(
                    sync.groupId(),
                    "generations never go back",
                    "%s was given its part of %d after %d"
                            .formatted(sync.memberId(), generationId, life.assigned));
        }
        life.assigned = Math.max(life.assigned, generationId);
        life.handedOut.add(generationId);
        Place place = new Place(generationId, sync.memberId());
        Bytes before = life.assignments.put(place, synced.assignment());
        if (before != null && !before.equals(synced.assignment())) {
            complain(
                    sync.groupId(),
                    "a generation is assigned once",
                    "%s was given %s, before that %s"
                            .formatted(
                                    place,
                                    Wire.assignment(synced.assignment()),
                                    Wire.assignment(before)));
        }
        String who = sync.groupInstanceId().orElse(sync.memberId());
        for (TopicPartition partition : Wire.assignment(synced.assignment())) {
            String other = life.owners.put(new Claim(generationId, partition), who);
            if (other != null && !other.equals(who)) {
                complain(
                        sync.groupId(),
                        "a partition has one owner in a generation",
                        "%s of %d is with %s and %s"
                                .formatted(partition, generationId, other, who));
            }
        }
    }

    private Consumer<GroupReply> commits(CommitOffsets commit) {
        Life life = life(commit.groupId());
        int assigned = life.assigned;
        boolean isOfClassicMember =
                commit.generationId() >= 0 && !life.epochs.containsKey(commit.memberId());
        return reply -> {
            if (reply instanceof OffsetsCommitted
                    && isOfClassicMember
                    && life.handedOut.contains(assigned)
                    && commit.generationId() < assigned) {
                complain(
                        commit.groupId(),
                        "nobody commits for a generation that is over",
                        "%s at %d, of which %d was assigned already"
                                .formatted(commit.memberId(), commit.generationId(), assigned));
            }
        };
    }

    private void accepted(String groupId, ConsumerAccepted accepted) {
        Integer before = life(groupId).epochs.put(accepted.memberId(), accepted.memberEpoch());
        if (before != null && accepted.memberEpoch() < before) {
            complain(
                    groupId,
                    "epochs never go back",
                    "%s was told %d after %d"
                            .formatted(accepted.memberId(), accepted.memberEpoch(), before));
        }
    }

    private void complain(String groupId, String invariant, String what) {
        world.complaints.add(groupId, invariant, what);
    }
}
