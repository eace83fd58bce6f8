package dev.regroup.app;

import dev.regroup.app.config.Config;
import dev.regroup.broker.Broker;
import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.control.GroupControl;
import dev.regroup.broker.network.RequestCounts;
import dev.regroup.cli.broker.RunningBroker;
import dev.regroup.storage.local.LocalStorage;
import dev.regroup.storage.local.journal.JournalRoom;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/// A broker on local storage, in this process.
public final class LocalBroker implements RunningBroker {
    private final Config config;
    private final ExecutorService background =
            Executors.newSingleThreadExecutor(
                    Thread.ofPlatform().daemon().name("regroup-journal-files").factory());
    private final LocalStorage storage;
    private final Broker broker;

    /// @param onFailure told when the store can be used no longer
    public LocalBroker(Config config, Consumer<RuntimeException> onFailure)
            throws InterruptedException {
        this.config = config;
        this.storage = LocalStorage.open(config.data(), config.storage(), background);
        boolean started = false;
        try {
            this.broker =
                    Broker.start(
                            config.broker(),
                            new Broker.Foundation(
                                    storage.logs(),
                                    storage.identity().clusterId(),
                                    new DataVolume(config.data()),
                                    Authorizer.ALLOW_ALL,
                                    config.plugins(),
                                    onFailure));
            started = true;
        } finally {
            if (!started) {
                storage.close();
                background.shutdown();
            }
        }
    }

    @Override
    public List<String> addresses() {
        return broker.endpoints().values().stream().map(Object::toString).toList();
    }

    @Override
    public Path dataDirectory() {
        return config.data();
    }

    @Override
    public String durability() {
        return switch (config.storage().journal().durability()) {
            case FSYNC -> "fsync: what is acknowledged is on disk";
            case OS -> "os: what is acknowledged is with the operating system, not yet on disk";
        };
    }

    /// Looks at groups and steps in, from within the process.
    public GroupControl groupControl() {
        return broker.groupControl();
    }

    /// What clients have asked so far.
    public RequestCounts requestCounts() {
        return broker.requestCounts();
    }

    /// What is left of the journal, and what was refused for want of room.
    public JournalRoom.Reading journalRoom() {
        return storage.journal().room().reading();
    }

    @Override
    public void close() {
        broker.close();
        storage.close();
        background.shutdown();
    }
}
