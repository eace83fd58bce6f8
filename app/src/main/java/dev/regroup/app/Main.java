package dev.regroup.app;

import dev.regroup.cli.Foreground;
import dev.regroup.cli.PlainStart;
import dev.regroup.cli.RegroupCommand;
import dev.regroup.cli.broker.LogLevel;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import dev.regroup.cli.data.DataBackup;
import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.rehearsal.Rehearsal;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Where the process begins.
///
/// It has no logger, nor has anything that runs before [#start]: slf4j-simple reads its settings
/// once, when the first logger is made, and the level must be among them by then.
public final class Main {
    private static final String LOG_LEVEL_VARIABLE = "REGROUP_LOG_LEVEL";
    private static final String LOG_LEVEL_PROPERTY = "org.slf4j.simpleLogger.defaultLogLevel";
    private static final String KAFKAS_LOG_LEVEL_PROPERTY =
            "org.slf4j.simpleLogger.log.org.apache.kafka";

    private Main() {}

    public static void main(String[] arguments) throws InterruptedException, IOException {
        System.exit(run(arguments));
    }

    private static int run(String[] arguments) throws InterruptedException, IOException {
        if (arguments.length == 2 && arguments[0].equals(Rehearsal.COMMAND)) {
            new Rehearsal(Main::start).run(arguments[1]);
            return 0;
        }
        Optional<StartOptions> plain = PlainStart.options(arguments);
        if (plain.isPresent()) {
            return new Foreground(Main::start, writer(System.out), writer(System.err))
                    .run(plain.get());
        }
        DataInspector inspector = new LocalInspector(System.getenv());
        DataBackup backup = new LocalBackup(System.getenv());
        return RegroupCommand.commandLine(Main::start, inspector, backup).execute(arguments);
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }

    private static RunningBroker start(StartOptions options) throws InterruptedException {
        Map<String, String> environment = System.getenv();
        options.logLevel().or(() -> logLevel(environment)).ifPresent(Main::setLogLevel);
        return new LocalStarter(environment).start(options);
    }

    private static Optional<LogLevel> logLevel(Map<String, String> environment) {
        String given = environment.getOrDefault(LOG_LEVEL_VARIABLE, "").trim();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                Arrays.stream(LogLevel.values())
                        .filter(level -> level.name().equalsIgnoreCase(given))
                        .findFirst()
                        .orElseThrow(() -> new StartException(noLogLevel(given))));
    }

    private static String noLogLevel(String given) {
        return "%s is %s; it can be %s"
                .formatted(
                        LOG_LEVEL_VARIABLE,
                        given,
                        Arrays.stream(LogLevel.values())
                                .map(LogLevel::toString)
                                .collect(Collectors.joining(", ")));
    }

    /// What Kafka's classes say stays at warnings; only less can be asked of them.
    private static void setLogLevel(LogLevel level) {
        System.setProperty(LOG_LEVEL_PROPERTY, level.name().toLowerCase(Locale.ROOT));
        if (level == LogLevel.ERROR) {
            System.setProperty(KAFKAS_LOG_LEVEL_PROPERTY, "error");
        }
    }
}
