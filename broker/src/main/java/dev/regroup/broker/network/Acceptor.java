package dev.regroup.broker.network;

import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Accepts the connections of one listener, for as long as its socket is open. When the system has
/// no descriptors or memory left, it tries again ever more slowly instead of ending or spinning.
final class Acceptor implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Acceptor.class);
    private static final long PAUSE_MS_MIN = 50;
    private static final long PAUSE_MS_MAX = 1_000;

    private final String listener;
    private final Source source;
    private final Pause pause;
    private final Shared shared;
    private final OnceAMinute failures;

    /// Where connections come from.
    @FunctionalInterface
    interface Source {
        SocketChannel accept() throws IOException;
    }

    /// Waits.
    @FunctionalInterface
    interface Pause {
        /// True if the broker closes: there is nothing left to do.
        boolean closesWithin(long waitMs) throws InterruptedException;
    }

    /// What the acceptors of all listeners share.
    ///
    /// @param connections those there are, for the sweep and the end
    record Shared(
            Service service,
            SocketOptions sockets,
            Admission admission,
            Set<Connection> connections) {}

    Acceptor(String listener, Source source, Pause pause, Shared shared) {
        this.listener = listener;
        this.source = source;
        this.pause = pause;
        this.shared = shared;
        this.failures = new OnceAMinute(shared.service.ticker());
    }

    @Override
    public void run() {
        long pauseMs = PAUSE_MS_MIN;
        try {
            while (true) {
                if (acceptOne()) {
                    pauseMs = PAUSE_MS_MIN;
                } else if (pause.closesWithin(pauseMs)) {
                    return;
                } else {
                    pauseMs = Math.min(PAUSE_MS_MAX, 2 * pauseMs);
                }
            }
        } catch (ClosedChannelException e) {
            LOG.atDebug().addKeyValue("listener", listener).log("Listener closed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// False if the system lacks what another connection needs.
    private boolean acceptOne() throws ClosedChannelException {
        try {
            receive(source.accept());
            return true;
        } catch (ClosedChannelException e) {
            throw e;
        } catch (IOException | OutOfMemoryError e) {
            failures.happened()
                    .ifPresent(times ->
                            LOG.atWarn()
                                    .addKeyValue("listener", listener)
                                    .addKeyValue("connections", shared.connections.size())
                                    .addKeyValue("failedSinceLastLine", times)
                                    .addKeyValue("why", e.getMessage())
                                    .log("Connections cannot be accepted; trying again"));
            return false;
        }
    }

    private void receive(SocketChannel socket) {
        boolean taken = false;
        try {
            InetAddress peer = ((InetSocketAddress) socket.getRemoteAddress()).getAddress();
            taken = shared.admission.admit(listener, peer) && serve(socket, peer);
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("listener", listener).setCause(e).log("Peer went at once");
        } finally {
            if (!taken) {
                close(socket);
            }
        }
    }

    /// True once a reader runs, which gives everything back when it ends.
    private boolean serve(SocketChannel socket, InetAddress peer) throws IOException {
        boolean started = false;
        try {
            socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
            socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            if (shared.sockets.sendBufferBytes() > 0) {
                socket.setOption(StandardSocketOptions.SO_SNDBUF, shared.sockets.sendBufferBytes());
            }
            Connection connection =
                    new Connection(
                            socket,
                            (InetSocketAddress) socket.getRemoteAddress(),
                            listener,
                            shared.service);
            Thread reader =
                    Thread.ofVirtual()
                            .name("regroup-reader" + connection.peer().host())
                            .unstarted(() -> {
                                try {
                                    connection.run();
                                } finally {
                                    shared.connections.remove(connection);
                                    shared.admission.left(listener, peer);
                                }
                            });
            shared.connections.add(connection);
            reader.start();
            started = true;
        } finally {
            if (!started) {
                shared.admission.left(listener, peer);
            }
        }
        return started;
    }

    private static void close(SocketChannel socket) {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("Close failed");
        }
    }
}
