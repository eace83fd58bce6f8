package dev.regroup.testkit.inside;

import dev.regroup.app.LocalBroker;
import dev.regroup.app.config.Config;
import dev.regroup.testkit.bridge.BrokerBridge;
import dev.regroup.testkit.bridge.BrokerFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Starts brokers. Made by reflection from the other side, hence public.
public final class Inside implements BrokerFactory {
    @Override
    public BrokerBridge start(Path data, Map<String, String> settings) throws InterruptedException {
        FirstFailure failure = new FirstFailure();
        Config config =
                Config.of(
                        settings,
                        Map.of(),
                        new Config.Overrides(
                                Optional.of(data), Optional.of("127.0.0.1:0"), Optional.empty()));
        return new InsideBroker(new LocalBroker(config, failure), failure);
    }
}
