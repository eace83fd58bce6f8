package dev.regroup.app;

import dev.regroup.app.config.Config;
import dev.regroup.app.config.ConfigException;
import dev.regroup.broker.shard.EntryText;
import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.data.InspectionException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.inspect.DataInspection;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.log.LogEntry;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Looks at data directories of local storage.
final class LocalInspector implements DataInspector {
    private final Map<String, String> environment;
    private final DataInspection inspection = new DataInspection(new BrokersEntries());

    LocalInspector(Map<String, String> environment) {
        this.environment = environment;
    }

    private record BrokersEntries() implements EntryContent {
        @Override
        public String text(LogEntry entry) {
            return EntryText.of(entry);
        }

        @Override
        public Optional<String> problem(LogEntry entry) {
            return EntryText.problem(entry);
        }
    }

    @Override
    public Verdict check(Where where, Consumer<String> damage) {
        try {
            Path folder = where.data().orElseGet(() -> configured(where));
            DataInspection.Verdict verdict = inspection.check(folder, damage);
            return new Verdict(folder, verdict.damages(), verdict.seen());
        } catch (ConfigException | DataDirectoryException | StorageException e) {
            throw new InspectionException(String.valueOf(e.getMessage()), e);
        }
    }

    private Path configured(Where where) {
        return Config.of(
                        where.config().map(Config::read).orElse(Map.of()),
                        environment,
                        new Config.Overrides(Optional.empty(), Optional.empty(), Optional.empty()))
                .data();
    }

    @Override
    public void dump(Path what, Consumer<String> lines) {
        try {
            inspection.dump(what, lines);
        } catch (DataDirectoryException | StorageException e) {
            throw new InspectionException(String.valueOf(e.getMessage()), e);
        }
    }
}
