package dev.regroup.bench;

import dev.regroup.bench.Scenario.Scale;
import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.contender.Kafka;
import dev.regroup.bench.contender.Regroup;
import dev.regroup.bench.groups.GroupsScenario;
import dev.regroup.bench.groups.SizesScenario;
import dev.regroup.bench.log.LogScenario;
import dev.regroup.bench.machine.Limits;
import dev.regroup.bench.machine.Setting;
import dev.regroup.bench.report.Results;
import dev.regroup.bench.start.StartScenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `regroup bench`.
@Command(
        name = "regroup bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure Regroup and Apache Kafka in turn with the same client, and print both with their ratio. The other broker does not run meanwhile. Figures are medians over the rounds, with the least and the greatest.",
        footerHeading = "%nScenarios:%n",
        footer = {
            "  start   exec to first round trip, idle memory and processor; 40 s a round and broker",
            "  log     produce, consume, small requests, latency; 9 minutes a round and broker",
            "  groups  joins, heartbeats, commits, fetches; a round takes Regroup 4 minutes, Kafka 9",
            "  sizes   100,000 groups, 5,000 members, 1,000,000 offsets; a round takes Regroup 3 minutes"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int FAILED = 1;

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "start, log, groups, sizes, or all, which it is if none is named.")
    private List<String> names = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    @Option(
            names = "--quick",
            description = "Just enough to see that it works; not to be published.")
    private boolean quick;

    @Option(
            names = "--only",
            paramLabel = "REGEX",
            defaultValue = "",
            description =
                    "Only series in whose names this is found, for example '1,000 B, 6 part'. The scenarios start and groups measure all and show these.")
    private Pattern only = Pattern.compile("");

    @Option(names = "--without-kafka", description = "Measure Regroup alone.")
    private boolean withoutKafka;

    @Option(
            names = "--kafka-version",
            paramLabel = "VERSION",
            defaultValue = "${sys:regroup.kafka.version}",
            description = "Apache Kafka's (default: ${DEFAULT-VALUE}); fetched with Maven, once.")
    private String kafkaVersion = "";

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description =
                    "Where the brokers' data are to be while measuring: on the disk that matters (default: below testing/bench/target).")
    private @Nullable Path data;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round there, too.")
    private @Nullable Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables there, too.")
    private @Nullable Path markdown;

    private final Path root = Path.of(System.getProperty("regroup.root", "."));
    @Spec private @Nullable CommandSpec spec;

    /// Runs it.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        List<Scenario> scenarios = chosen();
        if (rounds < 1) {
            throw refused("--rounds %d: at least one is needed".formatted(rounds));
        }
        Path parent = data == null ? root.resolve("testing/bench/target") : data;
        try (Scratch scratch = Scratch.in(parent)) {
            try {
                return measure(scenarios, scratch);
            } catch (IOException e) {
                if (scratch.isEnding()) {
                    return FAILED;
                }
                throw e;
            }
        }
    }

    private int measure(List<Scenario> scenarios, Scratch scratch)
            throws IOException, InterruptedException {
        if (scratch.isMemory()) {
            say(
                    "%s is in memory, where fdatasync does nothing: choose a disk with --data"
                            .formatted(scratch.folder()));
        }
        Results results =
                new Results(
                        Setting.here(scratch.fileSystem()),
                        kafkaVersion,
                        quick,
                        new Limits(scratch.folder()).measure());
        Turns turns =
                new Turns(
                        contenders(),
                        quick ? Scale.QUICK : Scale.FULL,
                        only,
                        scratch.folder(),
                        spec().commandLine().getErr());
        Optional<IOException> failure = Optional.empty();
        try {
            for (Scenario scenario : scenarios) {
                turns.take(scenario, rounds, results, () -> write(results));
            }
        } catch (IOException e) {
            if (scratch.isEnding()) {
                throw e;
            }
            failure = Optional.of(e);
        }
        spec().commandLine().getOut().print(results.text());
        spec().commandLine().getOut().flush();
        failure.ifPresent(e -> say("stopped there, since measuring failed: " + e.getMessage()));
        return failure.isPresent() ? FAILED : 0;
    }

    /// After each turn, so that what was measured is not lost with what fails later.
    private void write(Results results) throws IOException {
        if (markdown != null) {
            Files.writeString(markdown, results.text());
        }
        if (json != null) {
            Files.writeString(json, results.json());
        }
    }

    private List<Contender> contenders() {
        Contender regroup = new Regroup(root.resolve("regroup"));
        if (withoutKafka) {
            return List.of(regroup);
        }
        Contender kafka =
                new Kafka(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        root.resolve("testing/kafka/target/kafka-" + kafkaVersion));
        return List.of(regroup, kafka);
    }

    private List<Scenario> chosen() {
        List<Scenario> all =
                List.of(
                        new StartScenario(),
                        new LogScenario(),
                        new GroupsScenario(),
                        new SizesScenario());
        if (names.isEmpty() || names.contains("all")) {
            return all;
        }
        List<Scenario> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(
                    all.stream()
                            .filter(scenario -> scenario.name().equals(name))
                            .findFirst()
                            .orElseThrow(() ->
                                    refused(
                                            "there is no scenario %s; there are start, log, groups and sizes"
                                                    .formatted(name))));
        }
        return chosen;
    }

    private ParameterException refused(String why) {
        return new ParameterException(spec().commandLine(), why);
    }

    private void say(String what) {
        PrintWriter err = spec().commandLine().getErr();
        err.println("regroup: " + what);
        err.flush();
    }

    private CommandSpec spec() {
        return Objects.requireNonNull(spec);
    }
}
