package dev.regroup.app;

import dev.regroup.app.config.ConfigException;
import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.data.InspectionException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.inspect.DataInspection;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/// Looks at data directories of local storage.
final class LocalInspector implements DataInspector {
    private final Map<String, String> environment;
    private final DataInspection inspection = new DataInspection(new BrokersEntries());

    LocalInspector(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Verdict check(Where where, Consumer<String> damage) {
        try {
            Path folder = DataFolder.of(where, environment);
            DataInspection.Verdict verdict = inspection.check(folder, damage);
            return new Verdict(folder, verdict.damages(), verdict.seen());
        } catch (ConfigException | DataDirectoryException | StorageException e) {
            throw new InspectionException(String.valueOf(e.getMessage()), e);
        }
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
