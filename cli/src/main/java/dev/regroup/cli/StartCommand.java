package dev.regroup.cli;

import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.LogLevel;
import dev.regroup.cli.broker.StartOptions;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `regroup start`: a broker in the foreground, until Ctrl-C or SIGTERM.
@Command(
        name = "start",
        description = "Start a broker in the foreground; Ctrl-C or SIGTERM stops it.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class StartCommand implements Callable<Integer> {
    private final BrokerStarter starter;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Data directory, made if need be (default: log.dirs, else ./data).")
    private @Nullable Path data;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Address to listen on (default: listeners, else 127.0.0.1:9092).")
    private @Nullable String listen;

    @Option(
            names = "--advertise",
            paramLabel = "HOST:PORT",
            description =
                    "Address that clients are told to connect to (default: the one listened on).")
    private @Nullable String advertise;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "Settings, in the form of Kafka's server.properties; REGROUP_* environment variables win over it.")
    private @Nullable Path config;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description =
                    "How much the log on standard error says: trace, debug, info, warn or error (default: REGROUP_LOG_LEVEL, else info).")
    private @Nullable LogLevel logLevel;

    @Spec private @Nullable CommandSpec spec;

    StartCommand(BrokerStarter starter) {
        this.starter = starter;
    }

    @Override
    public Integer call() throws InterruptedException {
        StartOptions options =
                new StartOptions(
                        Optional.ofNullable(data),
                        Optional.ofNullable(listen),
                        Optional.ofNullable(advertise),
                        Optional.ofNullable(config),
                        Optional.ofNullable(logLevel));
        CommandLine line = Objects.requireNonNull(spec).commandLine();
        return new Foreground(starter, line.getOut(), line.getErr()).run(options);
    }
}
