package dev.regroup.broker.network;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.MemberConnections;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.shard.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets that clients connect to. Bound first, so that a port of 0 is known before handlers
/// tell of it; opened when the shards serve.
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    private final List<Bound> bound = new ArrayList<>();
    private final List<Thread> acceptors = new ArrayList<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final RequestCounts counts = new RequestCounts();
    private final CountDownLatch closing = new CountDownLatch(1);

    private record Bound(Listener listener, ServerSocketChannel socket, int port) {}

    /// A listener's address is taken, or not this machine's.
    public static final class BindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BindException(String message, IOException cause) {
            super(message, cause);
        }
    }

    public Listeners(List<Listener> listeners, SocketOptions sockets) {
        try {
            listeners.forEach(listener -> bound.add(bind(listener, sockets)));
        } catch (BindException e) {
            close();
            throw e;
        }
    }

    /// What each listener tells its clients to connect to, with the real port.
    public Map<String, HostPort> endpoints() {
        Map<String, HostPort> endpoints = new LinkedHashMap<>();
        for (Bound one : bound) {
            HostPort advertised = one.listener.advertised();
            endpoints.put(
                    one.listener.name(),
                    advertised.port() == 0
                            ? new HostPort(advertised.host(), one.port)
                            : advertised);
        }
        return endpoints;
    }

    /// What clients have asked so far.
    public RequestCounts counts() {
        return counts;
    }

    /// Accepts connections from now on.
    public void open(
            Collection<Handler> handlers,
            Limits limits,
            Ticker ticker,
            Authorizer authorizer,
            MemberConnections members) {
        ConnectionLimits bounds = limits.connections();
        Acceptor.Shared shared =
                new Acceptor.Shared(
                        Service.of(
                                handlers,
                                limits,
                                ticker,
                                new Service.Clients(authorizer, counts, members)),
                        bounds.sockets(),
                        new Admission(bounds.quotas(), ticker),
                        connections);
        for (Bound one : bound) {
            Acceptor acceptor =
                    new Acceptor(
                            one.listener.name(), one.socket::accept, this::closesWithin, shared);
            acceptors.add(
                    Thread.ofVirtual()
                            .name("regroup-listener-" + one.listener.name())
                            .start(acceptor));
            LOG.atInfo()
                    .addKeyValue("listener", one.listener.name())
                    .addKeyValue("bind", one.listener.bind())
                    .addKeyValue("port", one.port)
                    .log("Listener opened");
        }
        if (bounds.idleMsMax() >= 0) {
            IdleSweep sweep = new IdleSweep(connections, bounds.idleMsMax(), ticker);
            Thread.ofVirtual().name("regroup-idle-sweep").start(() -> sweepUntilClosed(sweep));
        }
    }

    @Override
    public void close() {
        closing.countDown();
        for (Bound one : bound) {
            try {
                one.socket.close();
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("Listener did not close");
            }
        }
        acceptors.forEach(Listeners::awaitEnd);
        connections.forEach(Connection::end);
    }

    private void sweepUntilClosed(IdleSweep sweep) {
        try {
            while (!closesWithin(sweep.intervalMs())) {
                sweep.runOnce();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean closesWithin(long waitMs) throws InterruptedException {
        return closing.await(waitMs, TimeUnit.MILLISECONDS);
    }

    /// No connection is added after this.
    private static void awaitEnd(Thread acceptor) {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Bound bind(Listener listener, SocketOptions sockets) {
        HostPort bind = listener.bind();
        try {
            ServerSocketChannel socket = ServerSocketChannel.open();
            try {
                socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
                if (sockets.receiveBufferBytes() > 0) {
                    // Accepted sockets inherit it; set on those it would come too late for the
                    // window that TCP offers.
                    socket.setOption(StandardSocketOptions.SO_RCVBUF, sockets.receiveBufferBytes());
                }
                socket.bind(address(bind), sockets.backlog());
                return new Bound(
                        listener, socket, ((InetSocketAddress) socket.getLocalAddress()).getPort());
            } catch (IOException e) {
                socket.close();
                throw e;
            }
        } catch (IOException e) {
            throw new BindException(
                    "listener %s cannot listen on %s: %s. %s"
                            .formatted(listener.name(), bind, reason(e), advice(bind, e)),
                    e);
        }
    }

    private static InetSocketAddress address(HostPort bind) throws UnknownHostException {
        return bind.host().isEmpty()
                ? new InetSocketAddress(bind.port())
                : new InetSocketAddress(InetAddress.getByName(bind.host()), bind.port());
    }

    private static String reason(IOException cause) {
        return cause instanceof UnknownHostException
                ? "this host is not known"
                : String.valueOf(cause.getMessage());
    }

    private static String advice(HostPort bind, IOException cause) {
        boolean taken =
                cause instanceof java.net.BindException
                        && String.valueOf(cause.getMessage()).contains("in use");
        return taken
                ? "Another process listens on port %d: stop it, or give another address with --listen or listeners."
                        .formatted(bind.port())
                : "Give another address with --listen or listeners.";
    }
}
