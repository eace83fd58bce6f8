package dev.regroup.cli.demo.model;

import dev.regroup.cli.demo.member.Level;
import dev.regroup.cli.demo.member.MemberEvent;
import dev.regroup.cli.demo.model.DemoEvent.FeedProgress;
import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Tells a state what happens, in short words; moments are milliseconds since its start.
public final class Happenings {
    public static final long START_MS = 1_000_000;

    private final DemoState state;

    public Happenings(int partitions) {
        this.state = new DemoState(partitions, START_MS);
    }

    public DemoState state() {
        return state;
    }

    public Happenings started(long atMs, String member) {
        return apply(new DemoEvent.MemberStarted(START_MS + atMs, member, 4711));
    }

    public Happenings joining(long atMs, String member) {
        return said(member, new MemberEvent.Joining(START_MS + atMs));
    }

    public Happenings assigned(long atMs, String member, Integer... partitions) {
        return said(member, new MemberEvent.Assigned(START_MS + atMs, Arrays.asList(partitions)));
    }

    public Happenings revoked(long atMs, String member, Integer... partitions) {
        return said(member, new MemberEvent.Revoked(START_MS + atMs, Arrays.asList(partitions)));
    }

    public Happenings lost(long atMs, String member, Integer... partitions) {
        return said(member, new MemberEvent.Lost(START_MS + atMs, Arrays.asList(partitions)));
    }

    public Happenings processed(long atMs, String member, int partition, long from, int count) {
        return said(
                member,
                new MemberEvent.Processed(
                        START_MS + atMs, partition, from, Collections.nCopies(count, Level.INFO)));
    }

    public Happenings committed(long atMs, String member, int partition, long next) {
        return said(member, new MemberEvent.Committed(START_MS + atMs, Map.of(partition, next)));
    }

    public Happenings stopped(long atMs, String member) {
        return apply(new DemoEvent.StopAsked(START_MS + atMs, member));
    }

    public Happenings condemned(long atMs, String member) {
        return apply(new DemoEvent.KillAsked(START_MS + atMs, member))
                .said(member, new MemberEvent.Withholding(START_MS + atMs));
    }

    public Happenings killed(long atMs, String member) {
        return apply(new DemoEvent.Killed(START_MS + atMs, member));
    }

    public Happenings ended(long atMs, String member) {
        return apply(new DemoEvent.MemberEnded(START_MS + atMs, member, 137, ""));
    }

    public Happenings grown(long atMs, int partitions) {
        return apply(new DemoEvent.PartitionsAdded(START_MS + atMs, partitions));
    }

    public Happenings fed(long atMs, long lines, int round, long bytes, long totalBytes) {
        return apply(
                new DemoEvent.Fed(
                        START_MS + atMs, new FeedProgress(lines, round, bytes, totalBytes)));
    }

    public Happenings feedEnded(long atMs, long lines) {
        return apply(new DemoEvent.FeedEnded(START_MS + atMs, new FeedProgress(lines, 1, 1, 1)));
    }

    /// @param endsAndCommits of partition 0, then 1 and so on
    public Happenings polled(long atMs, List<PartitionOffsets> endsAndCommits) {
        Map<Integer, PartitionOffsets> offsets = new HashMap<>();
        for (int partition = 0; partition < endsAndCommits.size(); partition++) {
            offsets.put(partition, endsAndCommits.get(partition));
        }
        return apply(new DemoEvent.LagPolled(START_MS + atMs, offsets));
    }

    public Happenings announced(long atMs, String text) {
        return apply(new DemoEvent.Announced(START_MS + atMs, text));
    }

    private Happenings said(String member, MemberEvent event) {
        return apply(new DemoEvent.MemberSaid(member, event));
    }

    private Happenings apply(DemoEvent event) {
        state.apply(event);
        return this;
    }
}
