package dev.regroup.cli.demo;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a member of the group tells the demo, one line of tab-separated text each.
sealed interface MemberEvent {
    /// The line's first word.
    String word();

    /// What follows it.
    String rest();

    /// Partitions that the member has been given, or has given up, at a moment of the wall clock.
    record Assigned(long atMs, List<Integer> partitions) implements MemberEvent {
        @Override
        public String word() {
            return "ASSIGNED";
        }

        @Override
        public String rest() {
            return atMs + "\t" + numbers(partitions);
        }
    }

    record Revoked(long atMs, List<Integer> partitions) implements MemberEvent {
        @Override
        public String word() {
            return "REVOKED";
        }

        @Override
        public String rest() {
            return atMs + "\t" + numbers(partitions);
        }
    }

    /// One record that the member has received.
    ///
    /// @param source the name of the file that its line is from
    record Received(int partition, long offset, Level level, String source) implements MemberEvent {
        @Override
        public String word() {
            return "RECEIVED";
        }

        @Override
        public String rest() {
            return "%d\t%d\t%s\t%s".formatted(partition, offset, level, source);
        }
    }

    /// What it has received so far is committed.
    record Committed(long atMs) implements MemberEvent {
        @Override
        public String word() {
            return "COMMITTED";
        }

        @Override
        public String rest() {
            return Long.toString(atMs);
        }
    }

    /// The event as a line.
    default String line() {
        return word() + "\t" + rest();
    }

    /// The event of a line; empty for any other text, such as a library's message.
    static Optional<MemberEvent> parse(String line) {
        String[] parts = line.split("\t", -1);
        try {
            return switch (parts[0]) {
                case "ASSIGNED" ->
                        Optional.of(new Assigned(Long.parseLong(parts[1]), numbers(parts[2])));
                case "REVOKED" ->
                        Optional.of(new Revoked(Long.parseLong(parts[1]), numbers(parts[2])));
                case "RECEIVED" ->
                        Optional.of(
                                new Received(
                                        Integer.parseInt(parts[1]),
                                        Long.parseLong(parts[2]),
                                        Level.valueOf(parts[3]),
                                        parts[4]));
                case "COMMITTED" -> Optional.of(new Committed(Long.parseLong(parts[1])));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            // The last line of a member that was killed may be cut short.
            return Optional.empty();
        }
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<Integer> numbers(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }
}
