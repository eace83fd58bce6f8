package dev.regroup.compat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// What a member of a group says on a line of its own: the time, in ms of the machine's clock, what
/// happened, and numbers.
sealed interface MemberEvent {
    long atMs();

    /// `TIME assigned PARTITION...`, said before the partitions are read.
    record Assigned(long atMs, List<Integer> partitions) implements MemberEvent {}

    /// `TIME revoked PARTITION...`, said before the group is told.
    record Revoked(long atMs, List<Integer> partitions) implements MemberEvent {}

    /// `TIME lost PARTITION...`: the group has gone on without the member.
    record Lost(long atMs, List<Integer> partitions) implements MemberEvent {}

    /// `TIME read PARTITION FIRST LAST`: all offsets from the first to the last, said before they
    /// are committed.
    record Read(long atMs, int partition, long first, long last) implements MemberEvent {}

    /// `TIME committed PARTITION OFFSET`: the group has acknowledged it.
    record Committed(long atMs, int partition, long offset) implements MemberEvent {}

    static MemberEvent parse(String line) {
        String[] words = line.split(" ", -1);
        long atMs = Long.parseLong(words[0]);
        List<Long> numbers = Arrays.stream(words).skip(2).map(Long::valueOf).toList();
        return switch (words[1]) {
            case "assigned" -> new Assigned(atMs, partitions(numbers.stream()));
            case "revoked" -> new Revoked(atMs, partitions(numbers.stream()));
            case "lost" -> new Lost(atMs, partitions(numbers.stream()));
            case "read" ->
                    new Read(atMs, numbers.get(0).intValue(), numbers.get(1), numbers.get(2));
            case "committed" -> new Committed(atMs, numbers.get(0).intValue(), numbers.get(1));
            default -> throw new IllegalArgumentException("no event: " + line);
        };
    }

    private static List<Integer> partitions(Stream<Long> numbers) {
        return numbers.map(Math::toIntExact).toList();
    }
}
