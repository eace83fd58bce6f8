package dev.regroup.storage.local;

import dev.regroup.storage.disk.FaultDisk;
import dev.regroup.storage.local.journal.Durability;
import dev.regroup.storage.log.ShardLogContract;
import dev.regroup.storage.log.ShardLogs;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class LocalShardLogsTest {
    @Nested
    class OnADiskInMemory implements ShardLogContract {
        private final Map<ShardLogs, FaultDisk> disks = new HashMap<>();

        private ShardLogs open(FaultDisk disk) {
            ShardLogs logs = TestStorage.open(disk).logs();
            disks.put(logs, disk);
            return logs;
        }

        @Override
        public ShardLogs newLogs() {
            return open(new FaultDisk());
        }

        @Override
        public void commit(ShardLogs logs) {
            TestStorage.commit(logs);
        }

        @Override
        public ShardLogs restart(ShardLogs logs) {
            logs.close();
            return open(Objects.requireNonNull(disks.get(logs)).shutDown());
        }
    }

    @Nested
    class InADirectory implements ShardLogContract {
        @TempDir Path folder;
        private final List<LocalStorage> opened = new ArrayList<>();

        private ShardLogs open() {
            LocalOptions options = TestStorage.options(Durability.OS);
            opened.add(LocalStorage.open(folder, options, Runnable::run));
            return opened.getLast().logs();
        }

        @Override
        public ShardLogs newLogs() {
            return open();
        }

        @Override
        public void commit(ShardLogs logs) {
            opened.getLast().journal().force();
        }

        @Override
        public ShardLogs restart(ShardLogs logs) {
            opened.getLast().close();
            return open();
        }

        @AfterEach
        void close() {
            opened.getLast().close();
        }
    }
}
