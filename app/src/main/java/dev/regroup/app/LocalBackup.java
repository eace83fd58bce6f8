package dev.regroup.app;

import dev.regroup.app.config.ConfigException;
import dev.regroup.cli.data.DataBackup;
import dev.regroup.cli.data.DataInspector.Where;
import dev.regroup.cli.data.InspectionException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.local.backup.Backup;
import dev.regroup.storage.local.directory.DataDirectoryException;
import dev.regroup.storage.local.disk.ReadOnlyDisk;
import dev.regroup.storage.local.inspect.DataInspection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Copies data directories of local storage.
final class LocalBackup implements DataBackup {
    private final Map<String, String> environment;
    private final DataInspection inspection = new DataInspection(new BrokersEntries());

    LocalBackup(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Receipt take(Where where, Path target) {
        try {
            Path folder = DataFolder.of(where, environment);
            List<String> seen = new ArrayList<>();
            Backup.Receipt receipt = Backup.take(folder, target, () -> verify(target, seen));
            return new Receipt(
                    folder,
                    receipt.linkedFiles(),
                    receipt.copiedFiles(),
                    receipt.copiedBytes(),
                    seen);
        } catch (ConfigException | DataDirectoryException | StorageException e) {
            throw new InspectionException(String.valueOf(e.getMessage()), e);
        }
    }

    private void verify(Path copy, List<String> seen) {
        List<String> damages = new ArrayList<>();
        seen.addAll(inspection.check(new ReadOnlyDisk(copy), damages::add).seen());
        if (!damages.isEmpty()) {
            throw new StorageException(
                    "the copy is not whole, and is not used: " + String.join("; ", damages));
        }
    }
}
