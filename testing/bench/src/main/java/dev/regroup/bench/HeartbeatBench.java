package dev.regroup.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.message.HeartbeatRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.SyncGroupRequestData;
import org.apache.kafka.common.message.SyncGroupRequestData.SyncGroupRequestAssignment;
import org.apache.kafka.common.message.SyncGroupResponseData;
import org.apache.kafka.common.protocol.Errors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// Heartbeats of classic groups of one member, one group and connection each, in a closed loop: how
/// much of the broker's processor time each costs.
@Command(name = "heartbeat-bench", mixinStandardHelpOptions = true)
public final class HeartbeatBench implements Callable<Integer> {
    private static final int VERSION = 4;
    private static final int ANSWER_BYTES_MAX = 64;

    @Option(names = "--host", defaultValue = "127.0.0.1")
    private String host = "127.0.0.1";

    @Option(names = "--port", required = true)
    private int port;

    @Option(names = "--pid", required = true, description = "The broker's process.")
    private long pid;

    @Option(names = "--connections", defaultValue = "64")
    private int connections;

    @Option(names = "--warm-up", defaultValue = "5", description = "Seconds not counted.")
    private int warmUpS;

    @Option(names = "--seconds", defaultValue = "10", description = "Seconds counted, each time.")
    private int seconds;

    @Option(names = "--times", defaultValue = "3")
    private int times;

    /// Runs it.
    public static void main(String[] arguments) {
        System.exit(new CommandLine(new HeartbeatBench()).execute(arguments));
    }

    /// One member's connection and its ever same request.
    private record Member(SocketChannel socket, ByteBuffer request, ByteBuffer answer) {
        void send() throws IOException {
            request.rewind();
            while (request.hasRemaining()) {
                socket.write(request);
            }
        }

        /// Whether the whole answer has come.
        boolean receive() throws IOException {
            if (socket.read(answer) < 0) {
                throw new IOException("closed by the broker");
            }
            if (answer.position() < 4 || answer.position() < 4 + answer.getInt(0)) {
                return false;
            }
            // Correlation id, tags, throttle time, then the error code.
            short error = answer.getShort(4 + 4 + 1 + 4);
            if (error != Errors.NONE.code()) {
                throw new IOException("a heartbeat was refused: " + Errors.forCode(error));
            }
            answer.clear();
            return true;
        }
    }

    @Override
    public Integer call() throws IOException {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < connections; i++) {
            members.add(join("bench-%d-%d".formatted(ProcessHandle.current().pid(), i)));
        }
        try (Selector selector = Selector.open()) {
            for (Member member : members) {
                member.socket.configureBlocking(false);
                member.socket.register(selector, SelectionKey.OP_READ, member);
                member.send();
            }
            run(selector, warmUpS);
            ProcessCpu broker = new ProcessCpu(pid);
            for (int i = 0; i < times; i++) {
                Duration before = broker.used();
                long startNs = System.nanoTime();
                long answered = run(selector, seconds);
                double elapsedS = (System.nanoTime() - startNs) / 1e9;
                double cpuUs = broker.used().minus(before).toNanos() / 1e3;
                System.out.printf(
                        "connections %d: %.1f us of broker CPU a heartbeat, %.0f a second%n",
                        connections, cpuUs / answered, answered / elapsedS);
            }
        }
        return 0;
    }

    private long run(Selector selector, int forS) throws IOException {
        long answered = 0;
        long endNs = System.nanoTime() + Duration.ofSeconds(forS).toNanos();
        while (System.nanoTime() < endNs) {
            selector.select(100);
            for (Iterator<SelectionKey> ready = selector.selectedKeys().iterator();
                    ready.hasNext(); ) {
                Member member = (Member) ready.next().attachment();
                ready.remove();
                if (member.receive()) {
                    answered++;
                    member.send();
                }
            }
        }
        return answered;
    }

    private Member join(String groupId) throws IOException {
        SocketChannel socket = SocketChannel.open(new InetSocketAddress(host, port));
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        awaitCoordinator(socket, groupId);
        JoinGroupResponseData joined = join(socket, groupId);
        SyncGroupRequestData sync =
                new SyncGroupRequestData()
                        .setGroupId(groupId)
                        .setGenerationId(joined.generationId())
                        .setMemberId(joined.memberId())
                        .setProtocolType("consumer")
                        .setProtocolName("range")
                        .setAssignments(
                                List.of(
                                        new SyncGroupRequestAssignment()
                                                .setMemberId(joined.memberId())
                                                .setAssignment(new byte[] {1})));
        SyncGroupResponseData synced = Wire.call(socket, sync, 5, SyncGroupResponseData.class);
        check(synced.errorCode());
        ByteBuffer heartbeat =
                Wire.frame(
                        new HeartbeatRequestData()
                                .setGroupId(groupId)
                                .setGenerationId(joined.generationId())
                                .setMemberId(joined.memberId()),
                        VERSION);
        return new Member(socket, heartbeat, ByteBuffer.allocateDirect(ANSWER_BYTES_MAX));
    }

    private static void awaitCoordinator(SocketChannel socket, String groupId) throws IOException {
        FindCoordinatorRequestData find =
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of(groupId));
        short error;
        do {
            error =
                    Wire.call(socket, find, 4, FindCoordinatorResponseData.class)
                            .coordinators()
                            .getFirst()
                            .errorCode();
        } while (error == Errors.COORDINATOR_NOT_AVAILABLE.code());
        check(error);
    }

    private static JoinGroupResponseData join(SocketChannel socket, String groupId)
            throws IOException {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[] {1}));
        JoinGroupRequestData request =
                new JoinGroupRequestData()
                        .setGroupId(groupId)
                        .setSessionTimeoutMs(300_000)
                        .setRebalanceTimeoutMs(300_000)
                        .setMemberId("")
                        .setProtocolType("consumer")
                        .setProtocols(protocols);
        JoinGroupResponseData joined;
        do {
            joined = Wire.call(socket, request, 9, JoinGroupResponseData.class);
            request.setMemberId(joined.memberId());
        } while (joined.errorCode() == Errors.MEMBER_ID_REQUIRED.code()
                || joined.errorCode() == Errors.NOT_COORDINATOR.code()
                || joined.errorCode() == Errors.COORDINATOR_LOAD_IN_PROGRESS.code());
        check(joined.errorCode());
        return joined;
    }

    private static void check(short error) throws IOException {
        if (error != Errors.NONE.code()) {
            throw new IOException("refused: " + Errors.forCode(error));
        }
    }
}
