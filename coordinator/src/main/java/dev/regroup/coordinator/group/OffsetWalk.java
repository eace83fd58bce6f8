package dev.regroup.coordinator.group;

import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.SortedMap;

/// A bounded piece of a walk over a shard's groups and their offsets, ascending. A group without
/// offsets counts as one.
///
/// @param topic the only topic to look at; absent for all
/// @param after where the walk stopped before; absent to start
record OffsetWalk(Optional<String> topic, Optional<OffsetPlace> after, int countMax) {
    OffsetWalk {
        if (countMax < 1) {
            throw new IllegalArgumentException(
                    "expected to look at 1 offset at least, found " + countMax);
        }
    }

    interface Visitor {
        /// May remove what it is shown.
        ///
        /// @param partitions committed or pending, the group's next ones
        /// @param end these are the group's last
        void visit(GroupView group, List<TopicPartition> partitions, boolean end);
    }

    /// @param next where to go on from, absent at the end
    /// @param lookedAt groups without offsets, and offsets
    record Piece(Optional<OffsetPlace> next, int lookedAt) {}

    Piece run(GroupsView groups, Visitor visitor) {
        int left = countMax;
        for (GroupView group : ahead(groups)) {
            List<TopicPartition> some = next(group, left + 1);
            boolean end = some.size() <= left;
            List<TopicPartition> shown = end ? some : some.subList(0, left);
            left -= Math.max(1, shown.size());
            visitor.visit(group, shown, end);
            if (!end) {
                return stopped(new OffsetPlace(group.groupId(), Optional.of(shown.getLast())));
            }
            if (left == 0 && !groups.beyond(group.groupId()).isEmpty()) {
                return stopped(new OffsetPlace(group.groupId(), Optional.empty()));
            }
        }
        return new Piece(Optional.empty(), countMax - left);
    }

    private Piece stopped(OffsetPlace place) {
        return new Piece(Optional.of(place), countMax);
    }

    /// As many as can be looked at, taken down because the visitor may remove them.
    private List<GroupView> ahead(GroupsView groups) {
        List<GroupView> ahead = new ArrayList<>();
        after.filter(place -> place.partition().isPresent())
                .flatMap(place -> groups.find(place.groupId()))
                .ifPresent(ahead::add);
        SortedMap<String, ? extends GroupView> others =
                after.isPresent() ? groups.beyond(after.get().groupId()) : groups.after("");
        for (GroupView group : others.values()) {
            if (ahead.size() == countMax) {
                break;
            }
            ahead.add(group);
        }
        return ahead;
    }

    private List<TopicPartition> next(GroupView group, int limit) {
        NavigableSet<TopicPartition> partitions = group.offsetPartitions();
        if (topic.isPresent()) {
            partitions =
                    partitions.subSet(
                            new TopicPartition(topic.get(), Integer.MIN_VALUE),
                            true,
                            new TopicPartition(topic.get(), Integer.MAX_VALUE),
                            true);
        }
        Optional<TopicPartition> seen =
                after.filter(place -> place.groupId().equals(group.groupId()))
                        .flatMap(OffsetPlace::partition);
        if (seen.isPresent()) {
            partitions = partitions.tailSet(seen.get(), false);
        }
        return partitions.stream().limit(limit).toList();
    }
}
