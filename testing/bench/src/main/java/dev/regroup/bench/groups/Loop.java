package dev.regroup.bench.groups;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;

/// One thread for all members: their connections, and what they do when.
final class Loop implements AutoCloseable {
    private static final long TURN_MS_MAX = 50;
    private static final long ACCEPTED_WITHIN_MS = 60_000;

    private final InetSocketAddress broker;
    private final Selector selector;
    private final Timers timers = new Timers(System::nanoTime);

    Loop(InetSocketAddress broker) throws IOException {
        this.broker = broker;
        this.selector = Selector.open();
    }

    /// Returns when the broker has answered for the first time. Who connects faster than a broker
    /// accepts overflows its backlog, and loses a second each time.
    Connection connect() throws IOException {
        Link link = new Link(broker, selector);
        AtomicBoolean isAnswered = new AtomicBoolean();
        link.send(Coordinator.apiVersions(), Coordinator.API_VERSIONS, _ -> isAnswered.set(true));
        if (!until(isAnswered::get, ACCEPTED_WITHIN_MS)) {
            throw new IOException("the broker does not answer on a new connection");
        }
        return link;
    }

    Timers timers() {
        return timers;
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
        timers.runDue();
        long nextNs = Math.min(endNs, timers.nextNs().orElse(endNs));
        long waitMs = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nextNs - System.nanoTime()));
        selector.select(Math.min(waitMs, TURN_MS_MAX));
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
