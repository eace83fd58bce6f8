package dev.regroup.cli.broker;

/// Starts a broker in this process.
@FunctionalInterface
public interface BrokerStarter {
    /// Returns once the broker serves.
    ///
    /// @throws StartException if it cannot be started as asked
    RunningBroker start(StartOptions options) throws InterruptedException;
}
