package dev.regroup.storage.partition;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What a partition's shard and its readers share: the present view, and who waits for the next
/// one.
public final class PartitionHandle {
    private final PartitionKey key;
    private final Set<Runnable> watchers = ConcurrentHashMap.newKeySet();
    private volatile PartitionView view = PartitionView.CLOSED;

    public PartitionHandle(PartitionKey key) {
        this.key = key;
    }

    public PartitionKey key() {
        return key;
    }

    public PartitionView view() {
        return view;
    }

    /// `watcher` is run after every change of the view until it is removed, on the shard's thread:
    /// it must only wake somebody. A reader adds it first and looks at the view afterwards.
    public void watch(Runnable watcher) {
        watchers.add(watcher);
    }

    public void unwatch(Runnable watcher) {
        watchers.remove(watcher);
    }

    public void publish(PartitionView next) {
        view = next;
        if (!watchers.isEmpty()) {
            watchers.forEach(Runnable::run);
        }
    }
}
