package dev.regroup.simulation;

import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.FetchedOffset;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.simulation.Edge.EdgeCheck;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/// What clients may find committed. Each commit stores another number, and a shard decides in the
/// order in which requests reach it: so a fetch finds the last commit or deletion that was
/// accepted, or a later one whose answer nobody got, whatever crashed in between.
final class OffsetHistory implements EdgeCheck {
    private static final String INVARIANT =
            "a committed offset changes only by an accepted commit or a deletion";

    private final World world;
    private final Map<String, SortedMap<TopicPartition, List<Attempt>>> byGroup = new TreeMap<>();

    private enum Fate {
        UNKNOWN,
        APPLIED,
        REFUSED
    }

    /// To commit, or, without an offset, to remove.
    private static final class Attempt {
        private final Optional<OffsetToCommit> commit;
        private Fate fate = Fate.UNKNOWN;

        Attempt(Optional<OffsetToCommit> commit) {
            this.commit = commit;
        }

        TopicId topicId() {
            return commit.map(OffsetToCommit::topicId).orElse(TopicId.NONE);
        }

        @Override
        public String toString() {
            return "%s (%s)"
                    .formatted(
                            commit.map(each -> "offset " + each.offset()).orElse("nothing"), fate);
        }
    }

    OffsetHistory(World world) {
        this.world = world;
    }

    @Override
    public Consumer<GroupReply> submitted(GroupCommand.OnGroup command) {
        return switch (command) {
            case CommitOffsets commit -> commits(commit);
            case FetchOffsets fetch -> fetches(fetch);
            case DeleteGroup delete -> deletesGroup(delete);
            case DeleteOffsets delete -> deletesOffsets(delete);
            default -> reply -> {};
        };
    }

    private Consumer<GroupReply> commits(CommitOffsets commit) {
        Map<TopicPartition, Attempt> attempts = new LinkedHashMap<>();
        for (OffsetToCommit offset : commit.offsets()) {
            attempts.put(
                    offset.partition(),
                    attempt(commit.groupId(), offset.partition(), Optional.of(offset)));
        }
        return reply -> {
            Set<TopicPartition> refused =
                    reply instanceof OffsetsCommitted committed
                            ? committed.results().keySet()
                            : Set.of();
            settle(commit.groupId(), attempts, refused, reply instanceof OffsetsCommitted, reply);
        };
    }

    private Consumer<GroupReply> deletesGroup(DeleteGroup delete) {
        Map<TopicPartition, Attempt> attempts = new LinkedHashMap<>();
        for (TopicPartition partition : List.copyOf(of(delete.groupId()).keySet())) {
            attempts.put(partition, attempt(delete.groupId(), partition, Optional.empty()));
        }
        return reply ->
                settle(delete.groupId(), attempts, Set.of(), reply instanceof GroupDeleted, reply);
    }

    private Consumer<GroupReply> deletesOffsets(DeleteOffsets delete) {
        Map<TopicPartition, Attempt> attempts = new LinkedHashMap<>();
        for (TopicPartition partition : delete.partitions()) {
            attempts.put(partition, attempt(delete.groupId(), partition, Optional.empty()));
        }
        return reply -> {
            Set<TopicPartition> kept =
                    reply instanceof OffsetsDeleted deleted
                            ? deleted.rejections().keySet()
                            : Set.of();
            settle(delete.groupId(), attempts, kept, reply instanceof OffsetsDeleted, reply);
        };
    }

    private void settle(
            String groupId,
            Map<TopicPartition, Attempt> attempts,
            Set<TopicPartition> refused,
            boolean isAccepted,
            GroupReply reply) {
        boolean isUnknown =
                reply instanceof Rejected rejected && rejected.reason() == Reason.NOT_COORDINATOR;
        attempts.forEach((partition, attempt) -> {
            if (isAccepted && !refused.contains(partition)) {
                applied(groupId, partition, attempt);
            } else if (!isUnknown) {
                attempt.fate = Fate.REFUSED;
            }
        });
    }

    private Attempt attempt(
            String groupId, TopicPartition partition, Optional<OffsetToCommit> commit) {
        Attempt attempt = new Attempt(commit);
        known(groupId, partition).add(attempt);
        return attempt;
    }

    /// What was attempted before it does not matter any more.
    private void applied(String groupId, TopicPartition partition, Attempt attempt) {
        attempt.fate = Fate.APPLIED;
        List<Attempt> all = known(groupId, partition);
        int index = all.indexOf(attempt);
        if (index > 0) {
            all.subList(0, index).clear();
        }
    }

    private Consumer<GroupReply> fetches(FetchOffsets fetch) {
        Map<TopicPartition, List<Attempt>> before = new LinkedHashMap<>();
        of(fetch.groupId())
                .forEach((partition, attempts) -> before.put(partition, new ArrayList<>(attempts)));
        fetch.partitions().ifPresent(asked -> before.keySet().retainAll(asked));
        Set<TopicId> gone = world.topics.gone();
        return reply -> {
            if (reply instanceof OffsetsFetched fetched) {
                Map<TopicPartition, CommittedOffset> found = new LinkedHashMap<>();
                for (FetchedOffset one : fetched.offsets()) {
                    one.offset().ifPresent(offset -> found.put(one.partition(), offset));
                }
                before.forEach((partition, attempts) ->
                        check(
                                fetch.groupId(),
                                partition,
                                attempts,
                                Optional.ofNullable(found.get(partition))));
                found.keySet().removeAll(before.keySet());
                found.forEach((partition, offset) ->
                        complain(
                                fetch.groupId(),
                                "%s: found %s, which nobody committed"
                                        .formatted(partition, offset)));
                checkGone(fetch.groupId(), fetched, gone);
            }
        };
    }

    private void checkGone(String groupId, OffsetsFetched fetched, Set<TopicId> gone) {
        for (FetchedOffset one : fetched.offsets()) {
            one.offset()
                    .filter(offset -> gone.contains(offset.topicId()))
                    .ifPresent(offset ->
                            world.complaints.add(
                                    groupId,
                                    "offsets of deleted topics are not shown",
                                    "%s: found %s".formatted(one.partition(), offset)));
        }
    }

    private void check(
            String groupId,
            TopicPartition partition,
            List<Attempt> attempts,
            Optional<CommittedOffset> found) {
        int base = 0;
        for (int i = 0; i < attempts.size(); i++) {
            if (attempts.get(i).fate == Fate.APPLIED) {
                base = i;
            }
        }
        List<Attempt> possible =
                attempts.subList(base, attempts.size()).stream()
                        .filter(attempt -> attempt.fate != Fate.REFUSED)
                        .toList();
        if (found.isEmpty()) {
            boolean mayBeGone =
                    possible.stream()
                            .anyMatch(attempt ->
                                    attempt.commit.isEmpty()
                                            || world.topics.isDoomed(attempt.topicId()));
            if (!mayBeGone) {
                complain(
                        groupId,
                        "%s: found nothing, expected one of %s".formatted(partition, possible));
            }
            return;
        }
        long offset = found.get().offset();
        Optional<Attempt> match =
                possible.stream()
                        .filter(attempt ->
                                attempt.commit.filter(each -> each.offset() == offset).isPresent())
                        .findFirst();
        if (match.isPresent()) {
            // Whoever has seen it relies on it.
            applied(groupId, partition, match.get());
        } else {
            complain(
                    groupId,
                    "%s: found offset %d, expected one of %s"
                            .formatted(partition, offset, possible));
        }
    }

    private void complain(String groupId, String what) {
        world.complaints.add(groupId, INVARIANT, what);
    }

    private SortedMap<TopicPartition, List<Attempt>> of(String groupId) {
        return byGroup.computeIfAbsent(groupId, id -> new TreeMap<>());
    }

    /// At first there is nothing.
    private List<Attempt> known(String groupId, TopicPartition partition) {
        return of(groupId)
                .computeIfAbsent(
                        partition,
                        each -> {
                            Attempt nothing = new Attempt(Optional.empty());
                            nothing.fate = Fate.APPLIED;
                            List<Attempt> attempts = new ArrayList<>();
                            attempts.add(nothing);
                            return attempts;
                        });
    }
}
