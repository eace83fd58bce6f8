package dev.regroup.bench;

import dev.regroup.bench.contender.Contender;
import dev.regroup.bench.contender.Kafka;
import dev.regroup.bench.contender.Regroup;
import dev.regroup.bench.groups.GroupsScenario;
import dev.regroup.bench.log.LogScenario;
import dev.regroup.bench.machine.Limits;
import dev.regroup.bench.machine.OtherLoad;
import dev.regroup.bench.report.Markdown;
import dev.regroup.bench.report.Rows;
import dev.regroup.bench.start.StartScenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/// `regroup bench`.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description =
                "Measure Regroup and Apache Kafka in turn with the same client, and print both with their ratio. The other broker does not run meanwhile. Figures are medians over the rounds, with the least and the greatest.",
        footerHeading = "%nScenarios:%n",
        footer = {
            "  start   exec to first round trip, idle memory and processor; 40 s a round and broker",
            "  log     produce, consume, small requests, latency; 14 minutes a round and broker",
            "  groups  joins, heartbeats, commits, fetches; a round takes Regroup 4 minutes, Kafka 9"
        })
public final class BenchCommand implements Callable<Integer> {
    private static final double OTHERS_MAX = 0.1;
    private static final String KAFKA = "testing/kafka/target/lib";

    @Parameters(
            paramLabel = "SCENARIO",
            arity = "0..*",
            description = "start, log, groups; all of them if none is named.")
    private List<String> names = List.of();

    @Option(names = "--rounds", defaultValue = "3", description = "Rounds (default: 3).")
    private int rounds;

    @Option(
            names = "--quick",
            description = "Just enough to see that it works; not to be published.")
    private boolean quick;

    @Option(names = "--without-kafka", description = "Measure Regroup alone.")
    private boolean withoutKafka;

    @Option(names = "--json", paramLabel = "FILE", description = "Write every round there, too.")
    private @Nullable Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the tables there, too.")
    private @Nullable Path markdown;

    @Spec private @Nullable CommandSpec spec;

    /// Runs it.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new BenchCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        Path scratch = Files.createTempDirectory("regroup-bench");
        try {
            return measure(scratch);
        } finally {
            Folders.delete(scratch);
        }
    }

    private int measure(Path scratch) throws IOException, InterruptedException {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        List<Scenario> scenarios = chosen();
        Scenario.Scale scale = quick ? Scenario.Scale.QUICK : Scenario.Scale.FULL;
        OtherLoad load = OtherLoad.begin();
        Rows limits = new Rows();
        limits.add("machine", "regroup", List.copyOf(new Limits(scratch).measure()));
        Rows rows = new Rows();
        for (Scenario scenario : scenarios) {
            for (int round = 0; round < rounds; round++) {
                for (Contender contender : inTurn(round)) {
                    progress(scenario, round, contender);
                    Path folder = Files.createDirectory(scratch.resolve("round"));
                    rows.add(
                            scenario.name(),
                            contender.name(),
                            scenario.measure(new Scenario.Trial(contender, folder, scale)));
                    Folders.delete(folder);
                }
            }
        }
        String report = report(limits, rows, load.share());
        out.print(report);
        out.flush();
        if (markdown != null) {
            Files.writeString(markdown, report);
        }
        if (json != null) {
            Files.writeString(json, json(limits, rows, load.share()));
        }
        return 0;
    }

    /// Each round begins with the other broker, so that neither always finds a warmer machine.
    private List<Contender> inTurn(int round) {
        Contender regroup = new Regroup(root().resolve("regroup"));
        if (withoutKafka) {
            return List.of(regroup);
        }
        Contender kafka =
                new Kafka(
                        Path.of(System.getProperty("java.home"), "bin", "java"),
                        root().resolve(KAFKA));
        return round % 2 == 0 ? List.of(regroup, kafka) : List.of(kafka, regroup);
    }

    /// As the jar that is run says.
    private String kafkaVersion() throws IOException {
        return withoutKafka ? "not measured" : Kafka.version(root().resolve(KAFKA));
    }

    private static Path root() {
        return Path.of(System.getProperty("regroup.root", "."));
    }

    private List<Scenario> chosen() {
        List<Scenario> all = List.of(new StartScenario(), new LogScenario(), new GroupsScenario());
        List<Scenario> chosen = new ArrayList<>();
        for (String name : names) {
            chosen.add(
                    all.stream()
                            .filter(scenario -> scenario.name().equals(name))
                            .findFirst()
                            .orElseThrow(() -> unknown(name)));
        }
        return chosen.isEmpty() ? all : chosen;
    }

    private CommandLine.ParameterException unknown(String name) {
        return new CommandLine.ParameterException(
                Objects.requireNonNull(spec).commandLine(),
                "there is no scenario %s; there are start, log and groups".formatted(name));
    }

    private String report(Rows limits, Rows rows, double others) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append(
                "%s; %d processors, JDK %s, Kafka %s; %d round%s%s%n%n"
                        .formatted(
                                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                                Runtime.getRuntime().availableProcessors(),
                                Runtime.version(),
                                kafkaVersion(),
                                rounds,
                                rounds == 1 ? "" : "s",
                                quick ? ", QUICK: not to be published" : ""));
        text.append(Markdown.table(rows.all(), "regroup", "kafka")).append('\n');
        text.append("The machine's limits, measured before:\n\n");
        for (var row : limits.all()) {
            text.append(
                    "- %s: %.1f %s%n"
                            .formatted(
                                    row.name(),
                                    row.side("regroup").flatMap(side -> side.median()).orElse(0.0),
                                    row.unit()));
        }
        text.append(
                "%nOthers used %.0f %% of the processors meanwhile%s.%n"
                        .formatted(
                                100 * others,
                                others > OTHERS_MAX
                                        ? ": TOO MUCH, measure again on a quieter machine"
                                        : ""));
        return text.toString();
    }

    private String json(Rows limits, Rows rows, double others) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("at", Instant.now().toString());
        all.put("processors", Runtime.getRuntime().availableProcessors());
        all.put("jdk", Runtime.version().toString());
        all.put("kafka", kafkaVersion());
        all.put("quick", quick);
        all.put("othersShare", others);
        all.put("limits", limits.all());
        all.put("rows", rows.all());
        return JsonMapper.shared().writerWithDefaultPrettyPrinter().writeValueAsString(all);
    }

    private void progress(Scenario scenario, int round, Contender contender) {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        err.println(
                "%s, round %d of %d, %s"
                        .formatted(scenario.name(), round + 1, rounds, contender.name()));
        err.flush();
    }
}
