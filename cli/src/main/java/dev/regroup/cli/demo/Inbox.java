package dev.regroup.cli.demo;

import dev.regroup.cli.demo.model.DemoEvent;
import dev.regroup.cli.demo.terminal.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What has come in for the thread that runs the demo. Bounded: whoever brings more has to wait.
final class Inbox {
    private static final int ITEMS_MAX = 10_000;
    private static final long LOOK_EVERY_MS = 100;

    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>(ITEMS_MAX);
    private volatile boolean closed;

    /// An event or a key.
    sealed interface Item {
        record Happened(DemoEvent event) implements Item {}

        record Pressed(Key key) implements Item {}
    }

    void happened(DemoEvent event) {
        put(new Item.Happened(event));
    }

    void pressed(Key key) {
        put(new Item.Pressed(key));
    }

    /// All there is, after waiting for the first for `waitMs` at most.
    List<Item> take(long waitMs) throws InterruptedException {
        List<Item> taken = new ArrayList<>();
        Item first = items.poll(waitMs, TimeUnit.MILLISECONDS);
        if (first != null) {
            taken.add(first);
            items.drainTo(taken);
        }
        return taken;
    }

    /// Nobody reads any more: what comes is dropped.
    void close() {
        closed = true;
    }

    private void put(Item item) {
        try {
            while (!closed && !items.offer(item, LOOK_EVERY_MS, TimeUnit.MILLISECONDS)) {
                // The reader is busy.
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
