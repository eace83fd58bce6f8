package dev.regroup.coordinator.group;

import dev.regroup.coordinator.assign.GroupAssignment;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.RegexStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetEpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.group.Effect.MemberToAssign;
import dev.regroup.coordinator.group.GroupCommand.AssignmentComputed;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Assigned;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import dev.regroup.coordinator.group.GroupCommand.TopicsChanged;
import dev.regroup.coordinator.group.GroupReply.TopicsNoted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/// Target assignments: when they are computed, and what becomes of the result.
final class AssignmentDecider {
    /// An assignor that failed is asked again, since topics may have changed meanwhile.
    static final int RETRY_AFTER_MS = 1_000;

    private final ConsumerConfig config;
    private final ConsumerMembership membership;

    AssignmentDecider(ConsumerConfig config, ConsumerMembership membership) {
        this.config = config;
        this.membership = membership;
    }

    /// The wait is over. While an assignor is at work, its end is awaited: its result is of an
    /// older epoch, and is followed by the next.
    void due(Turn turn, GroupView group) {
        if (group.assigning().isEmpty()) {
            start(turn, group);
        }
    }

    private void start(Turn turn, GroupView group) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        long ticket = turn.groups().lastTicket() + 1;
        turn.emit(new VolatileEvent.AssignmentStarted(group.groupId(), ticket));
        List<MemberToAssign> members = new ArrayList<>(consumers.memberCount());
        for (String memberId : consumers.memberIds()) {
            MemberMetadata metadata = consumers.member(memberId).orElseThrow().metadata();
            members.add(
                    new MemberToAssign(
                            memberId,
                            metadata.groupInstanceId(),
                            metadata.rackId(),
                            group.originOf(memberId),
                            metadata.topicNames(),
                            metadata.topicRegex(),
                            consumers.target(memberId)));
        }
        turn.ask(
                new ComputeAssignment(
                        group.groupId(),
                        ticket,
                        consumers.epoch(),
                        assignorName(consumers, config.assignors()),
                        members,
                        consumers.regexes()));
    }

    /// The strategy that most members wish for; of several, the first by name. One that an operator
    /// has taken away since does not count.
    static String assignorName(ConsumerGroupView consumers, List<String> offered) {
        Map<String, Integer> votes = new TreeMap<>();
        for (String memberId : consumers.memberIds()) {
            consumers
                    .member(memberId)
                    .map(ConsumerMember::metadata)
                    .flatMap(MemberMetadata::serverAssignor)
                    .filter(offered::contains)
                    .ifPresent(name -> votes.merge(name, 1, Integer::sum));
        }
        String most = offered.getFirst();
        int count = 0;
        for (Map.Entry<String, Integer> vote : votes.entrySet()) {
            if (vote.getValue() > count) {
                most = vote.getKey();
                count = vote.getValue();
            }
        }
        return most;
    }

    void computed(Turn turn, AssignmentComputed command) {
        Optional<GroupView> found =
                turn.groups()
                        .find(command.groupId())
                        .filter(group ->
                                group.assigning().equals(OptionalLong.of(command.ticket())));
        if (found.isEmpty()) {
            return;
        }
        GroupView group = found.get();
        turn.emit(new VolatileEvent.AssignmentEnded(command.groupId()));
        if (group.consumers().isEmpty() || group.memberCount() == 0) {
            return;
        }
        if (command.epoch() != group.consumers().orElseThrow().epoch()) {
            startIfDue(turn, group);
            return;
        }
        switch (command.outcome()) {
            case Assigned assigned -> take(turn, group, assigned);
            case Failed(String why) -> retry(turn, group, why);
        }
        startIfDue(turn, group);
    }

    private void startIfDue(Turn turn, GroupView group) {
        if (group.assignmentWait().filter(wait -> wait.dueMs() <= turn.nowMs()).isEmpty()) {
            return;
        }
        if (ConsumerMembership.leftOfIntervalMs(turn, group) > 0) {
            membership.awaitAssignment(turn, group);
        } else {
            start(turn, group);
        }
    }

    /// However often it is asked again for one epoch, the failure is told once.
    private static void retry(Turn turn, GroupView group, String why) {
        int epoch = group.consumers().orElseThrow().epoch();
        if (group.failedEpoch() != epoch) {
            turn.emit(new VolatileEvent.AssignmentFailed(group.groupId(), epoch));
            turn.noteChange(group, group.state(), "no new assignment: " + why);
        }
        long dueMs = turn.nowMs() + RETRY_AFTER_MS;
        turn.emit(
                new VolatileEvent.AssignmentAwaited(
                        group.groupId(), new AssignmentWait(turn.nowMs(), dueMs)));
    }

    /// The same topics and the same epoch as before: somebody only wanted to be sure.
    private static void take(Turn turn, GroupView group, Assigned assigned) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        storeRegexes(turn, group, assigned.regexes());
        boolean hasOtherTopics = assigned.metadataHash() != consumers.metadataHash();
        if (!hasOtherTopics && consumers.isAssigned()) {
            return;
        }
        GroupState from = group.state();
        int epoch = consumers.isAssigned() ? consumers.epoch() + 1 : consumers.epoch();
        if (hasOtherTopics || epoch != consumers.epoch()) {
            ConsumerMembership.emit(turn, group, new EpochStored(epoch, assigned.metadataHash()));
        }
        storeTargets(turn, group, assigned.assignment());
        ConsumerMembership.emit(turn, group, new TargetEpochStored(epoch, turn.wallClockMs()));
        if (group.state() != from || hasOtherTopics) {
            turn.noteChange(
                    group,
                    from,
                    hasOtherTopics
                            ? "its topics were assigned as they are now"
                            : "its members were assigned their partitions");
        }
    }

    private static void storeTargets(Turn turn, GroupView group, GroupAssignment assignment) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        for (String memberId : List.copyOf(consumers.memberIds())) {
            Partitions target = assignment.byMember().getOrDefault(memberId, Partitions.NONE);
            if (!target.equals(consumers.target(memberId))) {
                ConsumerMembership.emit(turn, group, new TargetStored(memberId, target));
            }
        }
    }

    private static void storeRegexes(
            Turn turn, GroupView group, Map<String, ResolvedRegex> resolved) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        for (String regex : List.copyOf(consumers.regexes().keySet())) {
            if (!resolved.containsKey(regex)) {
                ConsumerMembership.emit(turn, group, new RegexRemoved(regex));
            }
        }
        new TreeMap<>(resolved)
                .forEach((regex, now) -> {
                    ResolvedRegex before = consumers.regexes().get(regex);
                    if (before == null || !before.topicNames().equals(now.topicNames())) {
                        ConsumerMembership.emit(turn, group, new RegexStored(regex, now));
                    }
                });
    }

    void topicsChanged(Turn turn, TopicsChanged command) {
        Page page = Page.of(turn.groups(), command.after(), command.countMax());
        for (GroupView group : page.groups()) {
            if (group.consumers().filter(each -> mayConcern(each, command)).isPresent()) {
                membership.awaitAssignment(turn, group);
            }
        }
        turn.reply(command.token(), page.groupIds(), new TopicsNoted(page.next()));
    }

    private static boolean mayConcern(ConsumerGroupView consumers, TopicsChanged command) {
        return consumers.memberIds().stream()
                .map(id -> consumers.member(id).orElseThrow().metadata())
                .anyMatch(metadata ->
                        metadata.topicRegex().isPresent()
                                || metadata.topicNames().stream()
                                        .anyMatch(command.topics()::contains));
    }
}
