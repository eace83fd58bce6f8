package dev.regroup.app;

import dev.regroup.app.config.Config;
import dev.regroup.cli.data.DataInspector.Where;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// Which data directory a command is about.
final class DataFolder {
    private DataFolder() {}

    /// The one named, else the one that a broker with this configuration would use.
    static Path of(Where where, Map<String, String> environment) {
        return where.data().orElseGet(() -> configured(where, environment));
    }

    private static Path configured(Where where, Map<String, String> environment) {
        return Config.of(
                        where.config().map(Config::read).orElse(Map.of()),
                        environment,
                        new Config.Overrides(Optional.empty(), Optional.empty(), Optional.empty()))
                .data();
    }
}
