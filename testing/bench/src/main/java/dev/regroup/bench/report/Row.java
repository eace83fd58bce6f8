package dev.regroup.bench.report;

import dev.regroup.bench.Outcome.Better;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// One figure of one scenario, with every round of every broker.
public record Row(
        String scenario, String series, String name, String unit, Better better, List<Side> sides) {
    public Row {
        sides = List.copyOf(sides);
    }

    /// @param rounds empty where the broker does not offer it
    public record Side(String broker, List<Double> rounds) {
        public Side {
            rounds = List.copyOf(rounds);
        }

        public Optional<Double> median() {
            double[] sorted = rounds.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            if (sorted.length == 0) {
                return Optional.empty();
            }
            int middle = sorted.length / 2;
            return Optional.of(
                    sorted.length % 2 == 1
                            ? sorted[middle]
                            : (sorted[middle - 1] + sorted[middle]) / 2);
        }

        public double min() {
            return Arrays.stream(boxed()).min().orElse(0);
        }

        public double max() {
            return Arrays.stream(boxed()).max().orElse(0);
        }

        private double[] boxed() {
            return rounds.stream().mapToDouble(Double::doubleValue).toArray();
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

    /// How the first broker compares, in a word; differences below a fifth mean nothing on a shared
    /// machine.
    public String verdict(String first, String second) {
        Optional<Double> ratio = ratio(first, second);
        if (ratio.isEmpty() || better == Better.NEITHER) {
            return "";
        }
        double gain = better == Better.LESS ? 1 / ratio.get() : ratio.get();
        if (gain >= 1.25) {
            return "better";
        }
        return gain <= 0.8 ? "WORSE" : "same";
    }
}
