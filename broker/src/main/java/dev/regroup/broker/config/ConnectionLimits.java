package dev.regroup.broker.config;

import java.net.InetAddress;
import java.util.Map;

/// What connections may take of the broker.
///
/// @param idleMsMax connections.max.idle.ms, 600,000: how long it may be a peer's turn without it
///   doing anything before its connection is closed; negative means for ever
public record ConnectionLimits(long idleMsMax, Quotas quotas, SocketOptions sockets) {
    public static final ConnectionLimits DEFAULT =
            new ConnectionLimits(600_000, Quotas.NONE, SocketOptions.DEFAULT);

    /// How many connections there may be at a time; a further one is closed at once.
    ///
    /// @param connectionsMax max.connections, 2,147,483,647
    /// @param connectionsMaxByListener listener.name.NAME.max.connections, by the listener's name
    /// @param connectionsMaxPerAddress max.connections.per.ip, 2,147,483,647
    /// @param connectionsMaxByAddress max.connections.per.ip.overrides: for these addresses instead
    public record Quotas(
            int connectionsMax,
            Map<String, Integer> connectionsMaxByListener,
            int connectionsMaxPerAddress,
            Map<InetAddress, Integer> connectionsMaxByAddress) {
        public static final Quotas NONE =
                new Quotas(Integer.MAX_VALUE, Map.of(), Integer.MAX_VALUE, Map.of());

        public Quotas {
            connectionsMaxByListener = Map.copyOf(connectionsMaxByListener);
            connectionsMaxByAddress = Map.copyOf(connectionsMaxByAddress);
        }
    }

    /// What the operating system is told about sockets.
    ///
    /// @param backlog socket.listen.backlog.size, 16,384 (Kafka's 50 is too small for a storm of
    ///   10,000 clients): connections that may wait to be accepted
    /// @param sendBufferBytes socket.send.buffer.bytes; -1 leaves it to the system
    /// @param receiveBufferBytes socket.receive.buffer.bytes; -1 leaves it to the system
    public record SocketOptions(int backlog, int sendBufferBytes, int receiveBufferBytes) {
        public static final SocketOptions DEFAULT = new SocketOptions(16_384, -1, -1);

        public SocketOptions {
            if (backlog < 1) {
                throw new IllegalArgumentException("a backlog of %d".formatted(backlog));
            }
        }
    }
}
