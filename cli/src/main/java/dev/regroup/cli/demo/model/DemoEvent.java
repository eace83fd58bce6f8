package dev.regroup.cli.demo.model;

import dev.regroup.cli.demo.member.MemberEvent;
import java.util.Map;

/// What happens in a demo. Moments are of the wall clock, which all processes share.
public sealed interface DemoEvent {
    long atMs();

    /// A process has been started that will join.
    record MemberStarted(long atMs, String member, long pid) implements DemoEvent {}

    record MemberSaid(String member, MemberEvent event) implements DemoEvent {
        @Override
        public long atMs() {
            return event.atMs();
        }
    }

    /// A member was asked to leave the group and to end.
    record StopAsked(long atMs, String member) implements DemoEvent {}

    /// A member was told to commit nothing more, since it is about to be killed.
    record KillAsked(long atMs, String member) implements DemoEvent {}

    /// A member got SIGKILL.
    record Killed(long atMs, String member) implements DemoEvent {}

    /// A member's process is gone, and all that it said has been heard.
    record MemberEnded(long atMs, String member, int exitCode, String lastWords)
            implements DemoEvent {}

    /// The topic has more partitions than before.
    ///
    /// @param partitions how many it has now
    record PartitionsAdded(long atMs, int partitions) implements DemoEvent {}

    record Fed(long atMs, FeedProgress progress) implements DemoEvent {}

    /// Nothing more is fed, and all that was is acknowledged.
    record FeedEnded(long atMs, FeedProgress progress) implements DemoEvent {}

    /// What the broker says, for each partition.
    record LagPolled(long atMs, Map<Integer, PartitionOffsets> offsets) implements DemoEvent {
        public LagPolled {
            offsets = Map.copyOf(offsets);
        }
    }

    /// What is going on, in words.
    record Announced(long atMs, String text) implements DemoEvent {}

    /// The demo cannot go on.
    record Failed(long atMs, String why) implements DemoEvent {}

    /// How far the files have been fed.
    ///
    /// @param acknowledged lines that the broker has acknowledged, in all rounds
    /// @param round from 1; the files are fed again while the demo wants lines
    /// @param bytes read in this round
    /// @param totalBytes of all files
    record FeedProgress(long acknowledged, int round, long bytes, long totalBytes) {
        public static final FeedProgress NONE = new FeedProgress(0, 1, 0, 0);
    }

    /// @param end the offset that the next record gets
    /// @param committed the offset that the group goes on from
    record PartitionOffsets(long end, long committed) {
        public long lag() {
            return Math.max(0, end - committed);
        }
    }
}
