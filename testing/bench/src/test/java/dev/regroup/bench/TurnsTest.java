package dev.regroup.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Scenario.Scale;
import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.contender.Kafka;
import dev.regroup.bench.contender.Regroup;
import dev.regroup.bench.machine.Setting;
import dev.regroup.bench.report.Results;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnsTest {
    private static final List<Contender> BOTH =
            List.of(new Regroup(Path.of("launcher")), new Kafka(Path.of("java"), Path.of("jars")));
    private static final Setting SETTING =
            new Setting(Instant.EPOCH, "", 2, 0, "ext4", "25", 0, List.of());

    @TempDir private Path scratch;
    private final List<String> order = new ArrayList<>();
    private final StringWriter progress = new StringWriter();
    private final Results results = new Results(SETTING, "4.4.0", true, List.of());

    /// Notes whose turn it is.
    private final class Noting implements Scenario {
        @Override
        public String name() {
            return "noting";
        }

        @Override
        public String about() {
            return "";
        }

        @Override
        public List<Outcome> measure(Trial trial) {
            order.add(trial.contender().name());
            return List.of(
                    new Figure("1 partition", "rate", "1/s", 1, Better.MORE),
                    new Figure("6 partitions", "rate", "1/s", 2, Better.MORE));
        }
    }

    private void take(int rounds, String only) throws IOException, InterruptedException {
        new Turns(BOTH, Scale.QUICK, Pattern.compile(only), scratch, new PrintWriter(progress))
                .take(new Noting(), rounds, results, () -> {});
    }

    @Test
    void eachRound_beginsWithTheOtherBroker() throws Exception {
        take(3, "");

        assertEquals(List.of("regroup", "kafka", "kafka", "regroup", "regroup", "kafka"), order);
        assertEquals(
                "noting, round 1 of 3, regroup", progress.toString().lines().findFirst().get());
    }

    @Test
    void seriesThatNobodyAskedFor_areNotShown() throws Exception {
        take(1, "^6 ");

        assertFalse(results.text().contains("1 partition"), results::text);
        assertEquals(2, order.size());
    }
}
