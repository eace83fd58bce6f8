package dev.regroup.cli.demo;

import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import dev.regroup.cli.demo.member.GroupProtocol;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `regroup demo [FILE...]`.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Watch a group of stock Kafka clients work off the lines of files.",
            "By itself it shows one member, then three; one is killed; the topic grows. In a terminal, keys add, stop and kill members and add partitions.",
            "It ends with the counts, which must agree: the exit code says so."
        })
public final class DemoCommand implements Callable<Integer> {
    private final BrokerStarter starter;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description =
                    "Files of lines, for example logs (default: the newest readable ones in /var/log, else the broker's settings).")
    private List<Path> files = List.of();

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description = "Use this broker, Regroup or Kafka, instead of starting one.")
    private @Nullable String bootstrap;

    @Option(
            names = "--group-protocol",
            paramLabel = "PROTOCOL",
            description =
                    "The protocol of the group, classic or consumer, where the broker offers it (default: classic).")
    private GroupProtocol protocol = GroupProtocol.CLASSIC;

    @Option(
            names = "--rate",
            paramLabel = "LINES",
            description =
                    "Lines fed a second, 0 for as many as possible (default: 500, and as many as possible once the story is told).")
    private @Nullable Long rate;

    @Option(
            names = "--plain",
            description = "Print what happens instead of drawing it, as without a terminal.")
    private boolean plain;

    @Option(
            names = "--keep",
            description =
                    "Keep the data directory of the broker that was started, or the topic and the group on the one that was not.")
    private boolean keep;

    @Spec private @Nullable CommandSpec spec;

    public DemoCommand(BrokerStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        CommandSpec own = Objects.requireNonNull(spec);
        if (rate != null && rate < 0) {
            throw new ParameterException(own.commandLine(), "--rate must be 0 or more");
        }
        PrintWriter out = own.commandLine().getOut();
        PrintWriter err = own.commandLine().getErr();
        try (Cleanup cleanup = new Cleanup()) {
            String address = bootstrap == null ? startBroker(cleanup, out) : bootstrap;
            return new Demo(wishes(address), cleanup, out).run() ? 0 : 1;
        } catch (StartException e) {
            err.println("regroup: " + e.getMessage());
            return 1;
        } catch (KafkaException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            err.println("regroup: " + cause.getMessage());
            return 1;
        } catch (IOException e) {
            err.println("regroup: cannot read " + e.getMessage());
            return 2;
        }
    }

    private Demo.Wishes wishes(String address) {
        return new Demo.Wishes(
                address,
                files,
                protocol,
                rate == null ? OptionalLong.empty() : OptionalLong.of(rate),
                plain,
                bootstrap != null && !keep);
    }

    /// Returns its address.
    private String startBroker(Cleanup cleanup, PrintWriter out)
            throws InterruptedException, IOException {
        Path data = Files.createTempDirectory("regroup-demo");
        cleanup.add(() -> leave(data, out));
        StartOptions options =
                new StartOptions(
                        Optional.of(data),
                        Optional.of("127.0.0.1:0"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());
        RunningBroker broker = starter.start(options);
        cleanup.add(broker::close);
        return broker.addresses().getFirst();
    }

    private void leave(Path data, PrintWriter out) {
        if (keep) {
            out.println("kept        " + data);
            out.flush();
            return;
        }
        try {
            DataFolder.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
