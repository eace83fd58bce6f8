package dev.regroup.compat;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A proxy between clients and a broker: what passes takes its time in either direction, and all
/// connections can be cut at once.
final class Relay implements AutoCloseable {
    private static final int CHUNK_BYTES = 1 << 16;

    private final long delayMs;
    private final int port;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicInteger accepted = new AtomicInteger();
    private volatile InetSocketAddress target = new InetSocketAddress(0);
    private volatile ServerSocket listener;
    private CompletableFuture<?> restored = CompletableFuture.completedFuture(null);

    /// Bytes on their way; none for the end of what one side says.
    private static final class Chunk implements Delayed {
        private final byte[] bytes;
        private final long dueNs;

        Chunk(byte[] bytes, long dueNs) {
            this.bytes = bytes;
            this.dueNs = dueNs;
        }

        @Override
        public long getDelay(TimeUnit unit) {
            return unit.convert(dueNs - System.nanoTime(), TimeUnit.NANOSECONDS);
        }

        @Override
        public int compareTo(Delayed other) {
            return Long.compare(dueNs, ((Chunk) other).dueNs);
        }
    }

    /// @param delayMs in each direction
    Relay(long delayMs) throws IOException {
        this.delayMs = delayMs;
        listener = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        port = listener.getLocalPort();
    }

    String address() {
        return "127.0.0.1:" + port;
    }

    /// Begins.
    ///
    /// @param port of the broker
    void passTo(int port) {
        target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        accept();
    }

    /// How many connections clients have made so far.
    int accepted() {
        return accepted.get();
    }

    /// Ends all connections and refuses further ones for a while, as a proxy that is restarted.
    /// What is returned is done when that is over.
    CompletableFuture<?> cut(Duration outage) throws IOException {
        end();
        Executor later = CompletableFuture.delayedExecutor(outage.toMillis(), MILLISECONDS);
        restored = CompletableFuture.runAsync(this::restore, later);
        return restored;
    }

    @Override
    public void close() throws IOException {
        restored.join();
        end();
    }

    private void end() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void restore() {
        try {
            listener = new ServerSocket(port, 0, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        accept();
    }

    private void accept() {
        ServerSocket current = listener;
        Thread.ofVirtual()
                .name("relay")
                .start(() -> {
                    while (true) {
                        try {
                            connect(current.accept());
                        } catch (IOException closed) {
                            return;
                        }
                    }
                });
    }

    private void connect(Socket client) throws IOException {
        Socket broker = new Socket(target.getAddress(), target.getPort());
        client.setTcpNoDelay(true);
        broker.setTcpNoDelay(true);
        open.add(client);
        open.add(broker);
        accepted.incrementAndGet();
        pass(client, broker);
        pass(broker, client);
    }

    private void pass(Socket from, Socket to) {
        DelayQueue<Chunk> underway = new DelayQueue<>();
        Thread.ofVirtual().start(() -> read(from, underway));
        Thread.ofVirtual().start(() -> write(to, underway));
    }

    /// In the order in which it is read: of what is due at the same time a queue of delays knows
    /// none.
    private void read(Socket from, DelayQueue<Chunk> underway) {
        byte[] buffer = new byte[CHUNK_BYTES];
        long dueNs = Long.MIN_VALUE;
        boolean isOpen = true;
        while (isOpen) {
            int count = readSome(from, buffer);
            isOpen = count > 0;
            long nowNs = System.nanoTime();
            long laterNs = nowNs + MILLISECONDS.toNanos(delayMs);
            dueNs = dueNs == Long.MIN_VALUE ? laterNs : Math.max(dueNs + 1, laterNs);
            underway.add(new Chunk(Arrays.copyOf(buffer, Math.max(0, count)), dueNs));
        }
    }

    /// A connection that was cut has ended, too.
    private static int readSome(Socket from, byte[] buffer) {
        try {
            InputStream input = from.getInputStream();
            return input.read(buffer);
        } catch (IOException cut) {
            return -1;
        }
    }

    private void write(Socket to, DelayQueue<Chunk> underway) {
        try (to) {
            OutputStream output = to.getOutputStream();
            for (Chunk chunk = underway.take(); chunk.bytes.length > 0; chunk = underway.take()) {
                output.write(chunk.bytes);
            }
        } catch (IOException cut) {
            // Whoever reads at the other side sees it, too.
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        } finally {
            open.remove(to);
        }
    }
}
