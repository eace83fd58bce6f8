package dev.regroup.bench.groups;

import dev.regroup.bench.contender.BrokerProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/// Many connections on one thread, each of which sends one ever same request as soon as the last is
/// answered. An answer that is the same to the last byte as one that was right is right, which is a
/// check that costs next to nothing; any other is judged.
final class ClosedLoop implements AutoCloseable {
    private static final int ANSWER_BYTES_MAX = 4_096;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Selector selector;
    private final List<Peer> peers = new ArrayList<>();
    private final Histogram latencyNs = new Histogram(3);

    /// @param usPerRequest of the broker's processor time
    /// @param clientShare of one core, 0 to 1; near 1 the rate is this client's, not the broker's
    record Result(
            double perSecond,
            double usPerRequest,
            double p50Ms,
            double p99Ms,
            double clientShare) {}

    /// Reads an answer, without its length, and throws if it is not what it should be.
    interface Judge {
        void judge(ByteBuffer answer) throws IOException;
    }

    ClosedLoop() throws IOException {
        selector = Selector.open();
    }

    /// @param request with its length
    void add(SocketChannel socket, ByteBuffer request, Judge judge) throws IOException {
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        Peer peer = new Peer(socket, request, judge);
        socket.register(selector, SelectionKey.OP_READ, peer);
        peers.add(peer);
    }

    Result run(BrokerProcess broker, int warmUpS, int seconds) throws IOException {
        for (Peer peer : peers) {
            peer.send();
        }
        turn(TimeUnit.SECONDS.toNanos(warmUpS));
        latencyNs.reset();
        Duration before = broker.cpu();
        long startNs = System.nanoTime();
        long clientBeforeNs = threads.getCurrentThreadCpuTime();
        long answered = turn(TimeUnit.SECONDS.toNanos(seconds));
        double elapsedNs = System.nanoTime() - startNs;
        long clientNs = threads.getCurrentThreadCpuTime() - clientBeforeNs;
        mustAllHaveSpokenSince(startNs);
        double cpuUs = broker.cpu().minus(before).toNanos() / 1e3;
        return new Result(
                answered / elapsedNs * 1e9,
                cpuUs / answered,
                latencyNs.getValueAtPercentile(50) / 1e6,
                latencyNs.getValueAtPercentile(99) / 1e6,
                clientNs / elapsedNs);
    }

    private void mustAllHaveSpokenSince(long startNs) throws IOException {
        long waiting = peers.stream().filter(peer -> peer.sentNs - startNs < 0).count();
        if (waiting > 0) {
            throw new IOException(
                    "%d of %d connections got no answer all the time"
                            .formatted(waiting, peers.size()));
        }
    }

    private long turn(long forNs) throws IOException {
        long answered = 0;
        long endNs = System.nanoTime() + forNs;
        while (System.nanoTime() < endNs) {
            selector.select(100);
            Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
            while (ready.hasNext()) {
                Peer peer = (Peer) ready.next().attachment();
                ready.remove();
                if (peer.receive()) {
                    latencyNs.recordValue(System.nanoTime() - peer.sentNs);
                    answered++;
                    peer.send();
                }
            }
        }
        return answered;
    }

    @Override
    public void close() throws IOException {
        for (Peer peer : peers) {
            peer.socket.close();
        }
        selector.close();
    }

    private static final class Peer {
        private final SocketChannel socket;
        private final ByteBuffer request;
        private final Judge judge;
        private final ByteBuffer received = ByteBuffer.allocateDirect(ANSWER_BYTES_MAX);
        private ByteBuffer right = ByteBuffer.allocate(0);
        private long sentNs;

        Peer(SocketChannel socket, ByteBuffer request, Judge judge) {
            this.socket = socket;
            this.request = request;
            this.judge = judge;
        }

        void send() throws IOException {
            sentNs = System.nanoTime();
            request.rewind();
            while (request.hasRemaining()) {
                socket.write(request);
            }
        }

        /// Whether the whole answer has come.
        boolean receive() throws IOException {
            if (socket.read(received) < 0) {
                throw new IOException("closed by the broker");
            }
            if (received.position() < Integer.BYTES
                    || received.position() < Integer.BYTES + received.getInt(0)) {
                return false;
            }
            received.flip().position(Integer.BYTES);
            if (!received.equals(right)) {
                judge.judge(received.duplicate());
                right = ByteBuffer.allocate(received.remaining()).put(received).flip();
            }
            received.clear();
            return true;
        }
    }
}
