package dev.regroup.storage.local;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.local.journal.Durability;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CrashTest {
    private static final int STEPS = 60;

    @ParameterizedTest
    @EnumSource
    void thePowerCutAtEveryOperation_losesNothingAcknowledged(Durability durability) {
        for (long seed = 0; seed < 8; seed++) {
            CrashRun whole = new CrashRun(seed, durability);
            whole.use(STEPS);
            long operations = whole.disk().operations();
            for (long cut = 1; cut <= operations; cut++) {
                cutAt(cut, seed, durability);
            }
        }
    }

    private static void cutAt(long operation, long seed, Durability durability) {
        CrashRun run = new CrashRun(seed, durability);
        run.disk().cutPowerAt(operation);
        try {
            run.use(STEPS);
            run.crash();
            run.use(5);
            run.crash();
            run.use(0);
        } catch (AssertionError e) {
            throw new AssertionError("seed %d, cut at %d".formatted(seed, operation), e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void crashesUponCrashes_loseNothingAcknowledged(Durability durability) {
        for (long seed = 0; seed < 400; seed++) {
            crashOften(seed, durability);
        }
    }

    private static void crashOften(long seed, Durability durability) {
        SplittableRandom random = new SplittableRandom(seed);
        CrashRun run = new CrashRun(seed, durability);
        try {
            for (int round = 0; round < 6; round++) {
                run.use(random.nextInt(20));
                run.disk().cutPowerAt(run.disk().operations() + 1 + random.nextInt(40));
                run.use(STEPS);
                run.crash();
            }
            run.use(0);
        } catch (AssertionError e) {
            throw new AssertionError("seed %d".formatted(seed), e);
        }
    }

    @Test
    void failedWritesAndForces_loseNothingAcknowledgedEither() {
        for (long seed = 0; seed < 400; seed++) {
            failOften(seed);
        }
    }

    private static void failOften(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CrashRun run = new CrashRun(seed, Durability.FSYNC);
        try {
            for (int round = 0; round < 4; round++) {
                run.use(10);
                run.crash();
                run.failSoon();
                run.use(random.nextInt(20));
                run.disk().cutPowerAt(run.disk().operations() + 1 + random.nextInt(60));
                run.use(STEPS);
                run.crash();
            }
            run.use(0);
        } catch (AssertionError e) {
            throw new AssertionError("seed %d".formatted(seed), e);
        }
    }

    /// The check itself is checked: on a disk whose force does nothing, it must find a loss.
    @Test
    void aDiskThatDoesNotForce_isFoundOut() {
        int found = 0;
        for (long seed = 0; seed < 100; seed++) {
            CrashRun run = new CrashRun(seed, Durability.FSYNC);
            run.use(0);
            run.disk().lieAboutForcing();
            run.use(STEPS);
            run.crash();
            try {
                run.use(0);
            } catch (AssertionError e) {
                found++;
            }
        }
        assertTrue(found > 50, "found " + found);
    }
}
