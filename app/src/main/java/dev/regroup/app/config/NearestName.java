package dev.regroup.app.config;

import java.util.Collection;
import java.util.Map;

/// What somebody meant who wrote a name that there is not.
final class NearestName {
    private static final int TYPO_DISTANCE_MAX = 4;

    private NearestName() {}

    /// A question to put after a complaint; empty if no name is near.
    static String question(String written, Collection<String> names) {
        return names.stream()
                .map(name -> Map.entry(distance(written, name), name))
                .filter(candidate -> candidate.getKey() <= TYPO_DISTANCE_MAX)
                .min(Map.Entry.<Integer, String>comparingByKey().thenComparing(Map.Entry::getValue))
                .map(best -> "; did you mean %s?".formatted(best.getValue()))
                .orElse("");
    }

    /// How many characters must be put in, taken out or changed to make one of the other.
    private static int distance(String from, String to) {
        int[] above = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            above[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            int[] row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int change = from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(above[j - 1] + change, 1 + Math.min(above[j], row[j - 1]));
            }
            above = row;
        }
        return above[to.length()];
    }
}
