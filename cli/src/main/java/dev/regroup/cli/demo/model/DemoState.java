package dev.regroup.cli.demo.model;

import dev.regroup.cli.demo.member.MemberEvent;
import dev.regroup.cli.demo.model.DemoEvent.FeedProgress;
import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import dev.regroup.cli.demo.model.GroupMember.Condition;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// All that the demo knows. Changes by [#apply] only; of one thread.
public final class DemoState {
    private final long startedAtMs;
    private final Map<String, GroupMember> members = new LinkedHashMap<>();
    private final Ownership ownership = new Ownership();
    private final Rebalances rebalances = new Rebalances();
    private final Work work = new Work();
    private final Rate fedRate = new Rate();
    private final Rate processedRate = new Rate();
    private final Map<String, Rate> memberRates = new HashMap<>();
    private Map<Integer, PartitionOffsets> offsets = Map.of();
    private FeedProgress fed = FeedProgress.NONE;
    private boolean feedEnded;
    private long lastChangeAtMs;
    private String announcement = "";
    private Optional<String> failure = Optional.empty();

    public DemoState(int partitions, long startedAtMs) {
        this.startedAtMs = startedAtMs;
        this.lastChangeAtMs = startedAtMs;
        for (int partition = 0; partition < partitions; partition++) {
            ownership.added(partition, startedAtMs);
        }
    }

    public void apply(DemoEvent event) {
        switch (event) {
            case DemoEvent.MemberStarted started ->
                    members.put(
                            started.member(),
                            new GroupMember(
                                    started.member(),
                                    started.pid(),
                                    Condition.STARTING,
                                    started.atMs(),
                                    0));
            case DemoEvent.MemberSaid said -> apply(said.member(), said.event());
            case DemoEvent.StopAsked asked -> {
                turn(asked.member(), Condition.LEAVING, asked.atMs());
                triggered(asked.member() + " leaves", asked.atMs());
            }
            case DemoEvent.KillAsked asked ->
                    turn(asked.member(), Condition.CONDEMNED, asked.atMs());
            case DemoEvent.Killed killed -> {
                turn(killed.member(), Condition.KILLED, killed.atMs());
                triggered(killed.member() + " is killed (kill -9)", killed.atMs());
                giveUp(killed.member(), ownership.of(killed.member()), killed.atMs());
            }
            case DemoEvent.MemberEnded ended -> ended(ended);
            case DemoEvent.PartitionsAdded added -> {
                int before = ownership.partitions();
                for (int partition = before; partition < added.partitions(); partition++) {
                    ownership.added(partition, added.atMs());
                }
                triggered(
                        "%d partitions are added".formatted(added.partitions() - before),
                        added.atMs());
            }
            case DemoEvent.Fed progress -> fed(progress.progress(), progress.atMs());
            case DemoEvent.FeedEnded ended -> {
                fed(ended.progress(), ended.atMs());
                feedEnded = true;
            }
            case DemoEvent.LagPolled polled -> offsets = polled.offsets();
            case DemoEvent.Announced announced -> announcement = announced.text();
            case DemoEvent.Failed failed -> failure = Optional.of(failed.why());
        }
    }

    private void apply(String member, MemberEvent event) {
        switch (event) {
            case MemberEvent.Joining joining -> {
                turn(member, Condition.WORKING, joining.atMs());
                triggered(member + " joins", joining.atMs());
            }
            case MemberEvent.Assigned assigned -> {
                if (isAbout(member, Condition.KILLED)) {
                    return;
                }
                for (int partition : assigned.partitions()) {
                    ownership
                            .assigned(partition, member, assigned.atMs())
                            .ifPresent(rebalances::moved);
                }
                settle(assigned.atMs());
            }
            case MemberEvent.Revoked revoked ->
                    giveUp(member, revoked.partitions(), revoked.atMs());
            case MemberEvent.Lost lost -> {
                giveUp(member, lost.partitions(), lost.atMs());
                if (!lost.partitions().isEmpty()) {
                    triggered(member + " has lost its partitions", lost.atMs());
                }
            }
            case MemberEvent.Processed processed -> {
                work.processed(member, processed);
                processedRate.add(processed.atMs(), processed.levels().size());
                memberRates
                        .computeIfAbsent(member, name -> new Rate())
                        .add(processed.atMs(), processed.levels().size());
                lastChangeAtMs = Math.max(lastChangeAtMs, processed.atMs());
            }
            case MemberEvent.Committed committed -> work.committed(member, committed.next());
            case MemberEvent.Withholding withholding -> {
                if (isAbout(member, Condition.CONDEMNED)) {
                    turn(member, Condition.WITHHOLDING, withholding.atMs());
                }
            }
            case MemberEvent.Failed failed ->
                    failure = Optional.of("%s ended: %s".formatted(member, failed.why()));
        }
    }

    /// What a member that was killed has left uncommitted is known only now: all that it said has
    /// been heard.
    private void ended(DemoEvent.MemberEnded ended) {
        long uncommitted = work.gone(ended.member());
        GroupMember member = members.get(ended.member());
        if (member == null) {
            return;
        }
        switch (member.condition()) {
            case KILLED -> members.put(ended.member(), member.withUncommitted(uncommitted));
            case LEAVING -> members.remove(ended.member());
            case STARTING, WORKING, CONDEMNED, WITHHOLDING -> {
                members.remove(ended.member());
                if (failure.isEmpty()) {
                    failure =
                            Optional.of(
                                    "%s ended by itself, with exit code %d %s"
                                            .formatted(
                                                    ended.member(),
                                                    ended.exitCode(),
                                                    ended.lastWords())
                                            .strip());
                }
            }
        }
        giveUp(ended.member(), ownership.of(ended.member()), ended.atMs());
        settle(ended.atMs());
    }

    private void turn(String name, Condition condition, long atMs) {
        members.computeIfPresent(name, (same, member) -> member.with(condition, atMs));
    }

    private void triggered(String cause, long atMs) {
        rebalances.triggered(cause, atMs);
        settle(atMs);
    }

    private void giveUp(String member, Collection<Integer> partitions, long atMs) {
        for (int partition : partitions) {
            ownership.givenUp(partition, member, atMs).ifPresent(rebalances::moved);
            // A killed member may still be heard; what it left is counted when it has ended.
            if (!isAbout(member, Condition.KILLED)) {
                work.givenUp(member, partition);
            }
        }
        settle(atMs);
    }

    private boolean isAbout(String name, Condition condition) {
        GroupMember member = members.get(name);
        return member != null && member.condition() == condition;
    }

    private void settle(long atMs) {
        lastChangeAtMs = Math.max(lastChangeAtMs, atMs);
        List<String> due =
                members.values().stream()
                        .filter(GroupMember::dueAShare)
                        .map(GroupMember::name)
                        .toList();
        if (ownership.settledAmong(due) && rebalances.underWay().isPresent()) {
            rebalances.settled(
                    due.stream()
                            .map(member -> member + " " + ownership.of(member))
                            .collect(Collectors.joining("  ")));
            members.values().removeIf(member -> member.condition() == Condition.KILLED);
        }
    }

    private void fed(FeedProgress progress, long atMs) {
        fedRate.add(atMs, progress.acknowledged() - fed.acknowledged());
        fed = progress;
    }

    public long startedAtMs() {
        return startedAtMs;
    }

    /// In the order in which they were started; killed ones until their partitions are owned again.
    public List<GroupMember> members() {
        return List.copyOf(members.values());
    }

    public Optional<GroupMember> member(String name) {
        return Optional.ofNullable(members.get(name));
    }

    public Ownership ownership() {
        return ownership;
    }

    public Work work() {
        return work;
    }

    /// Finished ones, the oldest first.
    public List<Rebalance> rebalances() {
        return rebalances.finished();
    }

    public Optional<Rebalance> rebalanceUnderWay() {
        return rebalances.underWay();
    }

    /// What the broker said last, by partition; empty before it did.
    public Map<Integer, PartitionOffsets> offsets() {
        return offsets;
    }

    public long lag() {
        return offsets.values().stream().mapToLong(PartitionOffsets::lag).sum();
    }

    public FeedProgress fed() {
        return fed;
    }

    public long fedPerSecond(long nowMs) {
        return fedRate.perSecond(nowMs);
    }

    public long processedPerSecond(long nowMs) {
        return processedRate.perSecond(nowMs);
    }

    public long processedPerSecond(String member, long nowMs) {
        Rate rate = memberRates.get(member);
        return rate == null ? 0 : rate.perSecond(nowMs);
    }

    /// When a member was last heard to own, give up or process something.
    public long lastChangeAtMs() {
        return lastChangeAtMs;
    }

    public String announcement() {
        return announcement;
    }

    /// Why the demo cannot go on; empty while it can.
    public Optional<String> failure() {
        return failure;
    }

    /// Whether every partition has its owner, and nobody is coming or going.
    public boolean settled() {
        return rebalances.underWay().isEmpty()
                && !members.isEmpty()
                && members.values().stream()
                        .allMatch(member -> member.condition() == Condition.WORKING);
    }

    /// Whether nothing more is fed, and everything that was is processed and committed.
    public boolean drained() {
        return feedEnded
                && work.distinct() >= fed.acknowledged()
                && lag() == 0
                && offsets.values().stream().mapToLong(PartitionOffsets::end).sum()
                        >= fed.acknowledged();
    }
}
