package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.regroup.coordinator.assign.RandomGroup.Size;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Runs an expectation on many random groups of a size, some of which own anything at first, and
/// all of which change several times. More of them: `-Dseeds=1000`; one again: `-Dseed=...`.
final class RandomGroups {
    private static final long FIXED_SEEDS = 20;
    private static final int GROUPS = 10;
    private static final int CHANGES = 10;

    private RandomGroups() {}

    /// Where a run is, to be shown when it fails.
    private record Round(long seed, int group, String assignor, int change) {}

    interface Expectation {
        void check(AssignmentInput input, Assignor assignor, GroupAssignment assignment);
    }

    static Stream<DynamicTest> expect(Size size, List<String> names, Expectation expectation) {
        return seeds().mapToObj(seed ->
                DynamicTest.dynamicTest(
                        "seed " + seed,
                        () -> {
                            System.out.println("RandomGroups seed " + seed);
                            run(seed, size, names, expectation);
                        }));
    }

    private static void run(long seed, Size size, List<String> names, Expectation expectation) {
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < GROUPS; i++) {
            for (String name : names) {
                RandomGroup group = new RandomGroup(random.split(), size);
                if (random.nextInt(4) == 0) {
                    group.ownAnything();
                }
                for (int change = 0; change <= CHANGES; change++) {
                    Round round = new Round(seed, i, name, change);
                    AssignmentInput input = group.input();
                    assertDoesNotThrow(
                            () -> group.adopt(assign(input, name, expectation)),
                            () -> round + " of " + input);
                    group.change();
                }
            }
        }
    }

    private static GroupAssignment assign(
            AssignmentInput input, String name, Expectation expectation) {
        Assignor assignor = Assignors.named(name).orElseThrow();
        GroupAssignment assignment = assignor.assign(input);
        expectation.check(input, assignor, assignment);
        return assignment;
    }

    private static LongStream seeds() {
        Long single = Long.getLong("seed");
        if (single != null) {
            return LongStream.of(single);
        }
        long fresh = System.nanoTime();
        return LongStream.concat(
                LongStream.rangeClosed(1, Long.getLong("seeds", FIXED_SEEDS)),
                LongStream.rangeClosed(fresh, fresh + 4));
    }
}
