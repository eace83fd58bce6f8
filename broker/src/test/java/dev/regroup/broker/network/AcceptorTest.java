package dev.regroup.broker.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.MemberConnections;
import dev.regroup.broker.api.Requests;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import dev.regroup.broker.shard.Drops;
import dev.regroup.broker.shard.Population;
import dev.regroup.broker.shard.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class AcceptorTest {
    private static final int FAILURES = 8;

    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());
    private int accepts;

    @Test
    void aSystemWithoutDescriptors_isAskedAgainEverMoreSlowlyUntilItHasSome() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Acceptor acceptor =
                    new Acceptor("L", () -> failsAtFirst(server), this::goOn, shared(1));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {

                acceptor.run();

                assertEquals(List.of(50L, 100L, 200L, 400L, 800L, 1_000L, 1_000L, 1_000L), pauses);
                assertEquals(1, connections.size());
                connections.forEach(Connection::close);
                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
            }
        }
    }

    @Test
    void aConnectionTooMany_isClosedAtOnce() throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            accepts = FAILURES;
            Acceptor acceptor =
                    new Acceptor("L", () -> failsAtFirst(server), this::goOn, shared(0));
            try (SocketChannel client = SocketChannel.open(server.getLocalAddress())) {

                acceptor.run();

                assertEquals(-1, client.read(ByteBuffer.allocate(1)));
                assertTrue(connections.isEmpty());
            }
        }
    }

    @Test
    void aBrokerThatCloses_endsTheWaiting() {
        Acceptor acceptor =
                new Acceptor(
                        "L",
                        () -> {
                            throw new IOException("Too many open files");
                        },
                        waitMs -> pauses.add(waitMs) && pauses.size() == 3,
                        shared(1));

        acceptor.run();

        assertEquals(List.of(50L, 100L, 200L), pauses);
    }

    private SocketChannel failsAtFirst(ServerSocketChannel server) throws IOException {
        accepts++;
        if (accepts <= FAILURES) {
            throw new IOException("Too many open files");
        }
        if (accepts == FAILURES + 2) {
            throw new ClosedChannelException();
        }
        return server.accept();
    }

    private boolean goOn(long waitMs) {
        pauses.add(waitMs);
        return false;
    }

    private Acceptor.Shared shared(int connectionsMax) {
        Ticker ticker = Ticker.system();
        return new Acceptor.Shared(
                Service.of(
                        List.of(),
                        Limits.forCores(1),
                        ticker,
                        new Service.Clients(
                                Authorizer.ALLOW_ALL,
                                new RequestCounts(),
                                new MemberConnections(
                                        new Requests(new Placement(1), (shard, request) -> {}),
                                        new Drops(new Population(1))))),
                SocketOptions.DEFAULT,
                new Admission(
                        new Quotas(connectionsMax, Map.of(), Integer.MAX_VALUE, Map.of()), ticker),
                connections);
    }
}
