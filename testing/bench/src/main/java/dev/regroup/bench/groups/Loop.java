package dev.regroup.bench.groups;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Comparator;
import java.util.Iterator;
import java.util.PriorityQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/// One thread for all members: their connections, and what they do when.
final class Loop implements AutoCloseable {
    private final InetSocketAddress broker;
    private final Selector selector;
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparingLong(timer -> timer.dueNs));

    /// Something to be done later, unless it is called off.
    static final class Timer {
        private final long dueNs;
        private final Runnable action;
        private boolean isOff;

        private Timer(long dueNs, Runnable action) {
            this.dueNs = dueNs;
            this.action = action;
        }

        void callOff() {
            isOff = true;
        }
    }

    Loop(InetSocketAddress broker) throws IOException {
        this.broker = broker;
        this.selector = Selector.open();
    }

    Link connect() throws IOException {
        return new Link(broker, selector);
    }

    Timer after(long ms, Runnable action) {
        Timer timer = new Timer(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(ms), action);
        timers.add(timer);
        return timer;
    }

    /// Runs until `done`, looked at after each turn.
    ///
    /// @return whether it was within `withinMs`
    boolean until(BooleanSupplier done, long withinMs) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (!done.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                return false;
            }
            turn(endNs);
        }
        return true;
    }

    private void turn(long endNs) throws IOException {
        long now = System.nanoTime();
        while (!timers.isEmpty() && timers.peek().dueNs <= now) {
            Timer timer = timers.remove();
            if (!timer.isOff) {
                timer.action.run();
            }
        }
        long nextNs = timers.isEmpty() ? endNs : Math.min(endNs, timers.peek().dueNs);
        long waitMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextNs - System.nanoTime()));
        selector.select(Math.min(waitMs, 50));
        Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
        while (ready.hasNext()) {
            SelectionKey key = ready.next();
            ready.remove();
            ((Link) key.attachment()).receive();
        }
    }

    /// Closes all connections.
    @Override
    public void close() throws IOException {
        for (SelectionKey key : selector.keys()) {
            key.channel().close();
        }
        selector.close();
    }
}
