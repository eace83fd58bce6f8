package dev.regroup.app;

import dev.regroup.app.config.Config;
import dev.regroup.app.config.Config.Overrides;
import dev.regroup.app.config.ConfigException;
import dev.regroup.broker.network.Listeners.BindException;
import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.broker.StartOptions;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.directory.DataDirectoryException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Starts a broker on local storage in this process, as file, environment and command line say.
final class LocalStarter implements BrokerStarter {
    private static final int EXIT_AFTER_FAILURE = 3;

    private final Map<String, String> environment;

    LocalStarter(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public RunningBroker start(StartOptions options) throws InterruptedException {
        HeadStart headStart = HeadStart.begin();
        try {
            Config config =
                    Config.of(
                            options.config().map(Config::read).orElse(Map.of()),
                            environment,
                            new Overrides(options.data(), options.listen(), options.advertise()));
            headStart.awaitLog();
            if (!config.variables().isEmpty()) {
                log().atInfo()
                        .addKeyValue("variables", String.join(", ", config.variables()))
                        .log("Settings from the environment");
            }
            if (!config.ignored().isEmpty()) {
                log().atInfo()
                        .addKeyValue("keys", String.join(", ", config.ignored()))
                        .log("Settings that Kafka knows and that change nothing here");
            }
            return new LocalBroker(config, LocalStarter::endProcess);
        } catch (ConfigException | BindException | DataDirectoryException | StorageException e) {
            throw new StartException(String.valueOf(e.getMessage()), e);
        }
    }

    /// A broker whose store has failed for good serves nobody: whoever watches the process shall
    /// see it end. Nothing that was acknowledged is lost by ending here.
    private static void endProcess(RuntimeException cause) {
        log().atError()
                .setCause(cause)
                .log("The store cannot be used any longer; the process ends");
        Runtime.getRuntime().halt(EXIT_AFTER_FAILURE);
    }

    /// Not a constant: making the first logger takes time, which the configuration can be read in.
    private static Logger log() {
        return LoggerFactory.getLogger(LocalStarter.class);
    }
}
