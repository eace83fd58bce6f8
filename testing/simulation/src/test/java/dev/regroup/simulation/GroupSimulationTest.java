package dev.regroup.simulation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.simulation.Simulation.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// Groups of all kinds under every fault: a part of what `./regroup simulate` runs as long as one
/// likes. `-Dsimulation.seeds=N` runs as many, `-Dsimulation.first=S` from seed S on.
class GroupSimulationTest {
    private static final long SEEDS = Long.getLong("simulation.seeds", 200);
    private static final long FIRST = Long.getLong("simulation.first", 1);

    private static final int TRACE_LINES = 80;

    @Test
    void groupsUnderEveryFault_keepTheInvariants_andSettle() {
        System.out.printf("group simulation: seeds %d to %d%n", FIRST, FIRST + SEEDS - 1);
        long lives = LongStream.range(FIRST, FIRST + SEEDS).map(seed -> run(seed).lives()).sum();

        // A run without crashes would prove little.
        assertTrue(lives > SEEDS, () -> "only %d lives".formatted(lives));
    }

    @Test
    void sameSeed_isTheSameHistory() {
        List<String> once = new ArrayList<>();
        List<String> again = new ArrayList<>();

        new Simulation(FIRST, line -> once.add(line.get())).run(TRACE_LINES);
        new Simulation(FIRST, line -> again.add(line.get())).run(TRACE_LINES);

        assertEquals(once, again);
    }

    private static Outcome run(long seed) {
        Outcome outcome = new Simulation(seed, Trace.Echo.SILENT).run(TRACE_LINES);
        outcome.failure()
                .ifPresent(failure -> {
                    throw new AssertionError(SimulateCommand.describe(seed, failure));
                });
        return outcome;
    }
}
