package dev.regroup.cli.broker;

import java.nio.file.Path;
import java.util.Optional;

/// What the command line says about the broker to start; what it leaves open, the environment, the
/// configuration file or a default says.
///
/// @param listen `HOST:PORT` to listen on instead of the configured listeners
/// @param advertise `HOST:PORT` that clients are told
/// @param config a file in the form of Kafka's `server.properties`
public record StartOptions(
        Optional<Path> data,
        Optional<String> listen,
        Optional<String> advertise,
        Optional<Path> config,
        Optional<LogLevel> logLevel) {}
