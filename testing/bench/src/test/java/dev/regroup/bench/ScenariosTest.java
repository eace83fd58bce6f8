package dev.regroup.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.contender.Regroup;
import dev.regroup.bench.groups.GroupsScenario;
import dev.regroup.bench.groups.SizesScenario;
import dev.regroup.bench.start.StartScenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The scenarios work on the broker of this build; what they measure here is nobody's business.
class ScenariosTest {
    @TempDir private Path folder;

    @Test
    void start_givesAFigureForEachThingMeasured() throws Exception {
        List<Outcome> outcomes = measure(new StartScenario());

        assertEquals(7, outcomes.size());
        outcomes.forEach(outcome -> assertTrue(((Figure) outcome).value() >= 0, outcome::toString));
    }

    @Test
    void groups_settleAndAnswer() throws Exception {
        List<Outcome> outcomes = measure(new GroupsScenario());

        for (String series :
                List.of(
                        "10 members, classic",
                        "3 stock consumers, classic, records arrive",
                        "500 groups of one member",
                        "commits of 10 partitions, 8 connections, fsync",
                        "heartbeats, classic, 8 connections",
                        "fetches of 10 offsets, 8 connections")) {
            assertTrue(
                    outcomes.stream()
                            .anyMatch(outcome ->
                                    outcome.series().equals(series) && outcome instanceof Figure),
                    () -> "no figure of '%s': %s".formatted(series, outcomes));
        }
        assertTrue(
                outcomes.stream().anyMatch(outcome -> outcome.name().equals("a tenth killed")),
                outcomes::toString);
    }

    @Test
    void sizes_areMeasuredOfEveryKind() throws Exception {
        List<Outcome> outcomes = measure(new SizesScenario());

        for (String series :
                List.of(
                        "200 groups of one member, classic",
                        "200 groups of one member, consumer",
                        "4 groups of 5 members, classic",
                        "4 groups of 5 members, consumer",
                        "20 members, classic",
                        "20 members, consumer",
                        "1 committed offsets",
                        "400 committed offsets")) {
            assertTrue(
                    outcomes.stream()
                            .filter(outcome -> outcome.series().equals(series))
                            .anyMatch(outcome -> outcome instanceof Figure),
                    () -> "no figure of '%s': %s".formatted(series, outcomes));
        }
    }

    private List<Outcome> measure(Scenario scenario) throws Exception {
        Contender regroup =
                new Regroup(Path.of("..", "..", "regroup").toAbsolutePath().normalize());
        Path own = Files.createDirectory(folder.resolve(scenario.name()));
        return scenario.measure(new Scenario.Trial(regroup, own, Scenario.Scale.QUICK));
    }
}
