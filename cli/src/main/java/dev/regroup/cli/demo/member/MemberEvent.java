package dev.regroup.cli.demo.member;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// What a member of the group tells the demo, one line of tab-separated text each: a word, the
/// moment of the wall clock, the rest.
public sealed interface MemberEvent {
    long atMs();

    /// It is about to ask to be taken into the group.
    record Joining(long atMs) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("JOINING", atMs, "");
        }
    }

    /// Partitions that it has been given.
    record Assigned(long atMs, List<Integer> partitions) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("ASSIGNED", atMs, numbers(partitions));
        }
    }

    /// Partitions that it has given up, its work on them committed unless commits are withheld.
    record Revoked(long atMs, List<Integer> partitions) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("REVOKED", atMs, numbers(partitions));
        }
    }

    /// Partitions that were taken from it without asking, since the group has given it up.
    record Lost(long atMs, List<Integer> partitions) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("LOST", atMs, numbers(partitions));
        }
    }

    /// Records that it has worked off, with consecutive offsets.
    ///
    /// @param levels one for each record
    record Processed(long atMs, int partition, long firstOffset, List<Level> levels)
            implements MemberEvent {
        public Processed {
            levels = List.copyOf(levels);
            if (levels.isEmpty()) {
                throw new IllegalArgumentException("no records");
            }
        }

        public long lastOffset() {
            return firstOffset + levels.size() - 1;
        }

        @Override
        public String line() {
            String letters =
                    levels.stream()
                            .map(level -> String.valueOf(level.letter()))
                            .collect(Collectors.joining());
            return MemberEvent.line(
                    "PROCESSED", atMs, partition + "\t" + firstOffset + "\t" + letters);
        }
    }

    /// What it has committed: for each partition the offset to go on from.
    record Committed(long atMs, Map<Integer, Long> next) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line(
                    "COMMITTED",
                    atMs,
                    new TreeMap<>(next)
                            .entrySet().stream()
                                    .map(entry -> entry.getKey() + ":" + entry.getValue())
                                    .collect(Collectors.joining(",")));
        }
    }

    /// From here on it commits nothing more, though it goes on working.
    record Withholding(long atMs) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("WITHHOLDING", atMs, "");
        }
    }

    /// It cannot go on, and ends.
    record Failed(long atMs, String why) implements MemberEvent {
        @Override
        public String line() {
            return MemberEvent.line("FAILED", atMs, why.replaceAll("\\s+", " "));
        }
    }

    /// The event as a line.
    String line();

    /// The event of a line; empty for any other text, such as a library's message or a line that
    /// its member's death has cut short.
    static Optional<MemberEvent> parse(String line) {
        String[] parts = line.split("\t", -1);
        try {
            long atMs = parts.length < 3 ? 0 : Long.parseLong(parts[1]);
            return switch (parts[0]) {
                case "JOINING" -> Optional.of(new Joining(atMs));
                case "ASSIGNED" -> Optional.of(new Assigned(atMs, numbers(parts[2])));
                case "REVOKED" -> Optional.of(new Revoked(atMs, numbers(parts[2])));
                case "LOST" -> Optional.of(new Lost(atMs, numbers(parts[2])));
                case "PROCESSED" ->
                        Optional.of(
                                new Processed(
                                        atMs,
                                        Integer.parseInt(parts[2]),
                                        Long.parseLong(parts[3]),
                                        levels(parts[4])));
                case "COMMITTED" -> Optional.of(new Committed(atMs, offsets(parts[2])));
                case "WITHHOLDING" -> Optional.of(new Withholding(atMs));
                case "FAILED" -> Optional.of(new Failed(atMs, parts[2]));
                default -> Optional.empty();
            };
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            return Optional.empty();
        }
    }

    private static String line(String word, long atMs, String rest) {
        return word + "\t" + atMs + "\t" + rest;
    }

    private static String numbers(List<Integer> numbers) {
        return numbers.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static List<Integer> numbers(String text) {
        return text.isEmpty()
                ? List.of()
                : Arrays.stream(text.split(",")).map(Integer::valueOf).toList();
    }

    private static Map<Integer, Long> offsets(String text) {
        Map<Integer, Long> offsets = new TreeMap<>();
        for (String entry : text.isEmpty() ? new String[0] : text.split(",")) {
            String[] parts = entry.split(":", 2);
            offsets.put(Integer.valueOf(parts[0]), Long.valueOf(parts[1]));
        }
        return offsets;
    }

    private static List<Level> levels(String letters) {
        List<Level> levels = new ArrayList<>(letters.length());
        for (int i = 0; i < letters.length(); i++) {
            levels.add(Level.ofLetter(letters.charAt(i)));
        }
        return levels;
    }
}
