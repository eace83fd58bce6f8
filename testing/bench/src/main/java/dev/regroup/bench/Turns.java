package dev.regroup.bench;

import dev.regroup.bench.Scenario.Scale;
import dev.regroup.bench.Scenario.Trial;
import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.machine.OtherLoad;
import dev.regroup.bench.report.Results;
import dev.regroup.bench.report.Turn;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Lets one broker after the other be measured; none runs while another is.
///
/// @param only found in the names of the series that are asked for
/// @param progress a line for each turn
record Turns(
        List<Contender> contenders, Scale scale, Pattern only, Path scratch, PrintWriter progress) {
    /// All rounds of a scenario.
    ///
    /// @param afterEach called when a turn's outcomes have been added
    void take(Scenario scenario, int rounds, Results results, AfterEach afterEach)
            throws IOException, InterruptedException {
        for (int round = 1; round <= rounds; round++) {
            for (Contender contender : inTurn(round)) {
                progress.println(
                        "%s, round %d of %d, %s"
                                .formatted(scenario.name(), round, rounds, contender.name()));
                progress.flush();
                take(scenario, round, contender, results);
                afterEach.run();
            }
        }
    }

    /// Each round begins with the other broker, so that neither always finds a warmer machine.
    List<Contender> inTurn(int round) {
        return round % 2 == 1 ? contenders : contenders.reversed();
    }

    private void take(Scenario scenario, int round, Contender contender, Results results)
            throws IOException, InterruptedException {
        Path folder = Files.createDirectory(scratch.resolve("turn"));
        Trial trial = new Trial(contender, folder, scale, only);
        OtherLoad load = OtherLoad.begin();
        long startNs = System.nanoTime();
        List<Outcome> outcomes = scenario.measure(trial);
        Turn turn =
                new Turn(
                        scenario.name(),
                        round,
                        contender.name(),
                        (System.nanoTime() - startNs) / 1e9,
                        load.share());
        results.add(
                turn, outcomes.stream().filter(outcome -> trial.wants(outcome.series())).toList());
        Scratch.delete(folder);
    }

    /// What is to be done after each turn.
    @FunctionalInterface
    interface AfterEach {
        void run() throws IOException;
    }
}
