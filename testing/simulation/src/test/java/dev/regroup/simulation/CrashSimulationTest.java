package dev.regroup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Power cuts under produce and commits. `-Dsimulation.seeds=N` runs as many seeds as you like,
/// `-Dsimulation.first=S` from seed S on.
class CrashSimulationTest {
    private static final int LIVES = 6;
    private static final long SEEDS = Long.getLong("simulation.seeds", 300);
    private static final long FIRST = Long.getLong("simulation.first", 1);

    /// Some of each run's seeds are new, so that every build looks somewhere else too.
    private static final long NEW_SEEDS = 20;

    @Test
    void powerCutAtAnyWriteOrForce_keepsEverythingAcknowledgedInOrderOnce() {
        long fresh = System.currentTimeMillis();
        System.out.printf(
                "crash simulation: seeds %d to %d and %d to %d%n",
                FIRST, FIRST + SEEDS - 1, fresh, fresh + NEW_SEEDS - 1);
        List<CrashRun> runs =
                LongStream.concat(
                                LongStream.range(FIRST, FIRST + SEEDS),
                                LongStream.range(fresh, fresh + NEW_SEEDS))
                        .mapToObj(CrashSimulationTest::run)
                        .toList();

        // A run in which nothing is ever acknowledged, or let go of, would prove nothing.
        long acknowledged = runs.stream().mapToLong(CrashRun::acknowledgedRecords).sum();
        assertTrue(acknowledged > 20 * SEEDS, () -> "only %d records".formatted(acknowledged));
        long expiries = runs.stream().mapToLong(CrashRun::expiries).sum();
        assertTrue(expiries > SEEDS / 2, () -> "only %d expiries".formatted(expiries));
        long compactions = runs.stream().mapToLong(CrashRun::compactions).sum();
        assertTrue(compactions > SEEDS / 2, () -> "only %d compactions".formatted(compactions));
    }

    @Test
    void powerCutAtEachOperationOfSettling_keepsEverythingAcknowledgedInOrderOnce() {
        long cuts = 0;
        for (long seed = 1; seed <= 3; seed++) {
            long operation = 1;
            while (cutWhileSettling(seed, operation)) {
                operation++;
            }
            cuts += operation - 1;
        }
        long all = cuts;
        assertTrue(all > 60, () -> "only %d operations".formatted(all));
    }

    private static boolean cutWhileSettling(long seed, long operation) {
        CrashRun run = new CrashRun(seed, true);
        boolean wasCut = run.cutWhileSettling(operation);
        assertEquals(List.of(), run.run(1), () -> "seed %d, cut at %d".formatted(seed, operation));
        assertTrue(run.settlings() > 0);
        return wasCut;
    }

    @Test
    void aDiskWhoseForceDoesNothing_isFoundOut() {
        long caught =
                LongStream.range(1, 21)
                        .filter(seed -> !new CrashRun(seed, false).run(LIVES).isEmpty())
                        .count();

        assertTrue(caught >= 15, () -> "only %d of 20 seeds noticed".formatted(caught));
    }

    private static CrashRun run(long seed) {
        CrashRun run = new CrashRun(seed, true);
        List<String> complaints = run.run(LIVES);
        assertEquals(List.of(), complaints, () -> "seed " + seed);
        return run;
    }
}
