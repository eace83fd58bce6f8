package dev.regroup.simulation;

import dev.regroup.simulation.Simulation.Failure;
import dev.regroup.simulation.Simulation.Outcome;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `regroup simulate`.
@Command(
        name = "regroup simulate",
        mixinStandardHelpOptions = true,
        description =
                "Run groups of all kinds on a node in virtual time, while members, network and disk fail, and check after every step what must always hold. Each seed is another history, and always the same.")
public final class SimulateCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Option(names = "--seeds", defaultValue = "100", description = "How many (default: 100).")
    private long seeds;

    @Option(names = "--from", defaultValue = "1", description = "The first seed (default: 1).")
    private long from;

    @Option(names = "--seed", description = "Only this one.")
    private @Nullable Long only;

    @Option(names = "--trace", description = "Print everything that happens.")
    private boolean isTraced;

    @Option(
            names = "--lines",
            defaultValue = "80",
            description = "Of a failure's trace (default: 80).")
    private int lines;

    private SimulateCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new SimulateCommand()).execute(arguments));
    }

    @Override
    public Integer call() {
        long first = only == null ? from : only;
        long count = only == null ? seeds : 1;
        Trace.Echo echo = isTraced ? line -> System.out.println(line.get()) : Trace.Echo.SILENT;
        long steps = 0;
        long lives = 0;
        for (long seed = first; seed < first + count; seed++) {
            Outcome outcome = run(seed, echo);
            steps += outcome.steps();
            lives += outcome.lives();
            if (outcome.failure().isPresent()) {
                System.out.print(describe(seed, outcome.failure().get()));
                return FAILED;
            }
        }
        System.out.printf(
                "%d seeds from %d: %,d steps, %,d lives of the node, all as it must be%n",
                count, first, steps, lives);
        return 0;
    }

    /// Whatever is thrown, its seed is told.
    private Outcome run(long seed, Trace.Echo echo) {
        boolean isTold = false;
        try {
            Outcome outcome = new Simulation(seed, echo).run(lines);
            isTold = true;
            return outcome;
        } finally {
            if (!isTold) {
                System.out.printf("seed %d, thrown:%n", seed);
            }
        }
    }

    /// With everything that is needed to look for the cause.
    static String describe(long seed, Failure failure) {
        StringBuilder text = new StringBuilder();
        failure.trace().forEach(line -> text.append(line).append('\n'));
        text.append(
                "seed %d, step %d, %.3f s%n  invariant: %s%n  group:     %s%n  found:     %s%n  again:     ./regroup simulate --seed %d%n"
                        .formatted(
                                seed,
                                failure.step(),
                                failure.atMs() / 1e3,
                                failure.complaint().invariant(),
                                failure.complaint().groupId(),
                                failure.complaint().what(),
                                seed));
        return text.toString();
    }
}
