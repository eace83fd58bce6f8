package dev.regroup.broker.network;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.shard.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The sockets that clients connect to. Bound first, so that a port of 0 is known before handlers
/// tell of it; opened when the shards serve.
public final class Listeners implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Listeners.class);

    /// A storm of 10,000 clients must not be turned away by the system (Kafka's 50 is too small).
    private static final int BACKLOG = 16_384;

    private final List<Bound> bound = new ArrayList<>();
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final RequestCounts counts = new RequestCounts();
    private volatile boolean closed;

    private record Bound(Listener listener, ServerSocketChannel socket, int port) {}

    /// A listener's address is taken, or not this machine's.
    public static final class BindException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BindException(String message, IOException cause) {
            super(message, cause);
        }
    }

    public Listeners(List<Listener> listeners) {
        try {
            listeners.forEach(listener -> bound.add(bind(listener)));
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
            Collection<Handler> handlers, Limits limits, Ticker ticker, Authorizer authorizer) {
        Service service = Service.of(handlers, limits, ticker, authorizer, counts);
        for (Bound one : bound) {
            Thread.ofVirtual()
                    .name("regroup-listener-" + one.listener.name())
                    .start(() -> accept(one, service));
            LOG.atInfo()
                    .addKeyValue("listener", one.listener.name())
                    .addKeyValue("bind", one.listener.bind())
                    .addKeyValue("port", one.port)
                    .log("Listener opened");
        }
    }

    @Override
    public void close() {
        closed = true;
        for (Bound one : bound) {
            try {
                one.socket.close();
            } catch (IOException e) {
                LOG.atWarn().setCause(e).log("Listener did not close");
            }
        }
        connections.forEach(Connection::close);
    }

    private static Bound bind(Listener listener) {
        HostPort bind = listener.bind();
        try {
            ServerSocketChannel socket = ServerSocketChannel.open();
            socket.setOption(StandardSocketOptions.SO_REUSEADDR, true);
            InetSocketAddress address =
                    bind.host().isEmpty()
                            ? new InetSocketAddress(bind.port())
                            : new InetSocketAddress(
                                    InetAddress.getByName(bind.host()), bind.port());
            socket.bind(address, BACKLOG);
            return new Bound(
                    listener, socket, ((InetSocketAddress) socket.getLocalAddress()).getPort());
        } catch (IOException e) {
            throw new BindException(
                    "listener %s cannot listen on %s: %s"
                            .formatted(listener.name(), bind, e.getMessage()),
                    e);
        }
    }

    private void accept(Bound one, Service service) {
        while (!closed) {
            try {
                SocketChannel socket = one.socket.accept();
                serve(socket, one.listener.name(), service);
            } catch (ClosedChannelException e) {
                return;
            } catch (IOException e) {
                LOG.atWarn()
                        .addKeyValue("listener", one.listener.name())
                        .setCause(e)
                        .log("A connection could not be accepted");
            }
        }
    }

    private void serve(SocketChannel socket, String listener, Service service) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        Connection connection = new Connection(socket, listener, service);
        connections.add(connection);
        if (closed) {
            connection.close();
        }
        Thread.ofVirtual()
                .name("regroup-reader" + connection.peer().host())
                .start(() -> {
                    try {
                        connection.run();
                    } finally {
                        connections.remove(connection);
                    }
                });
    }
}
