package dev.regroup.cli.demo;

import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `regroup demo FILE...`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description =
                "Work off the lines of files with stock Kafka clients in a group: one member, then three, then one is killed.")
public final class DemoCommand implements Callable<Integer> {
    private final BrokerStarter starter;

    @Parameters(
            paramLabel = "FILE",
            arity = "1..*",
            description = "Files of lines, for example logs.")
    private List<Path> files = List.of();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Use this broker, Regroup or Kafka, instead of starting one.")
    private @Nullable String bootstrap;

    @Option(
            names = "--keep",
            description = "Keep the data directory of the broker that was started.")
    private boolean keep;

    @Spec private @Nullable CommandSpec spec;

    public DemoCommand(BrokerStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException, IOException {
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        Report report = new Report(spec.commandLine().getOut());
        try {
            List<Lines.Line> lines = Lines.read(files);
            return bootstrap == null ? withOwnBroker(lines, report) : run(bootstrap, lines, report);
        } catch (StartException e) {
            err.println("regroup: " + e.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("regroup: cannot read " + e.getMessage());
            return 2;
        }
    }

    private int withOwnBroker(List<Lines.Line> lines, Report report)
            throws InterruptedException, IOException {
        Path data = Files.createTempDirectory("regroup-demo");
        StartOptions options =
                new StartOptions(
                        Optional.of(data),
                        Optional.of("127.0.0.1:0"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        try (RunningBroker broker = starter.start(options)) {
            Interrupted interrupted = new Interrupted(broker, keep ? null : data);
            try {
                report.say(
                        "broker      %s, data in %s"
                                .formatted(broker.addresses().getFirst(), data));
                return run(broker.addresses().getFirst(), lines, report);
            } finally {
                interrupted.callOff();
            }
        } finally {
            if (keep) {
                report.say("kept        " + data);
            } else {
                DataFolder.delete(data);
            }
        }
    }

    private static int run(String address, List<Lines.Line> lines, Report report)
            throws InterruptedException {
        return new DemoRun(address, lines, report).run() ? 0 : 1;
    }
}
