package dev.regroup.bench.report;

import dev.regroup.bench.Outcome.Better;
import java.util.List;
import java.util.Optional;

/// One figure of one scenario, with every round of every broker.
public record Row(
        String scenario, String series, String name, String unit, Better better, List<Side> sides) {
    /// Smaller differences mean nothing on a machine that others use, too.
    private static final double GAIN_MIN = 1.25;

    public Row {
        sides = List.copyOf(sides);
    }

    /// @param rounds empty where the broker does not offer it, or where it was skipped
    /// @param notes what to know about the rounds; if there are none, why it was skipped
    public record Side(String broker, List<Double> rounds, List<String> notes) {
        public Side {
            rounds = List.copyOf(rounds);
            notes = List.copyOf(notes);
        }

        public Optional<Double> median() {
            List<Double> sorted = rounds.stream().sorted().toList();
            if (sorted.isEmpty()) {
                return Optional.empty();
            }
            int middle = sorted.size() / 2;
            return Optional.of(
                    sorted.size() % 2 == 1
                            ? sorted.get(middle)
                            : (sorted.get(middle - 1) + sorted.get(middle)) / 2);
        }

        public Optional<Double> min() {
            return rounds.stream().min(Double::compare);
        }

        public Optional<Double> max() {
            return rounds.stream().max(Double::compare);
        }
    }

    /// How the first broker compares to the second.
    public enum Verdict {
        BETTER("better"),
        SAME("same"),
        WORSE("WORSE"),
        /// There is no saying.
        NONE("");

        private final String word;

        Verdict(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    public Optional<Side> side(String broker) {
        return sides.stream().filter(side -> side.broker().equals(broker)).findFirst();
    }

    /// The first broker's median by the second's, if both have one.
    public Optional<Double> ratio(String first, String second) {
        Optional<Double> one = side(first).flatMap(Side::median);
        Optional<Double> other = side(second).flatMap(Side::median);
        return one.isEmpty() || other.isEmpty() || other.get() == 0
                ? Optional.empty()
                : Optional.of(one.get() / other.get());
    }

    public Verdict verdict(String first, String second) {
        Optional<Double> ratio = ratio(first, second);
        if (ratio.isEmpty() || better == Better.NEITHER) {
            return Verdict.NONE;
        }
        double gain = better == Better.LESS ? 1 / ratio.get() : ratio.get();
        if (gain >= GAIN_MIN) {
            return Verdict.BETTER;
        }
        return gain <= 1 / GAIN_MIN ? Verdict.WORSE : Verdict.SAME;
    }
}
