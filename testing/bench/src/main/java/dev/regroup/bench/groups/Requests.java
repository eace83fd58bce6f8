package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.Scenario.Scale;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.groups.ClosedLoop.Result;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;

/// Heartbeats, commits and fetches of offsets of groups of one member, one group and connection
/// each, in a closed loop.
final class Requests {
    private static final String CLIENT = "client's share of a core";
    private static final int JOINING_MAX = 32;

    private record Joined(SocketChannel socket, Solo solo) {}

    private final BrokerProcess broker;
    private final SoloJoin join;
    private final Scale scale;
    private final List<Outcome> outcomes;

    Requests(BrokerProcess broker, SoloJoin join, Scale scale, List<Outcome> outcomes) {
        this.broker = broker;
        this.join = join;
        this.scale = scale;
        this.outcomes = outcomes;
    }

    void heartbeats() throws IOException, InterruptedException {
        boolean offersConsumer = Coordinator.offersConsumerProtocol(broker);
        int[] counts = scale == Scale.FULL ? new int[] {64, 1_000} : new int[] {8};
        for (int count : counts) {
            String classic = "heartbeats, classic, %,d connections".formatted(count);
            run(classic, count, join::classic, Solo::heartbeat);
            String consumer = "heartbeats, consumer, %,d connections".formatted(count);
            if (offersConsumer) {
                run(consumer, count, join::consumer, Solo::heartbeat);
            } else {
                List.of("rate", "broker CPU", "p50", "p99", CLIENT)
                        .forEach(name -> outcomes.add(new NotYet(consumer, name)));
            }
        }
    }

    /// @param durability of the broker, as shown
    void commits(String durability) throws IOException, InterruptedException {
        int few = few();
        run(
                "commits of %d partitions, %d connections, %s"
                        .formatted(join.partitions(), few, durability),
                few,
                join::classic,
                Solo::commit);
    }

    void fetches() throws IOException, InterruptedException {
        int few = few();
        run(
                "fetches of %d offsets, %d connections".formatted(join.partitions(), few),
                few,
                join::classic,
                Solo::fetch);
    }

    private int few() {
        return scale == Scale.FULL ? 64 : 8;
    }

    private void run(
            String series, int connections, SoloJoin.Way way, Function<Solo, Exchange> what)
            throws IOException, InterruptedException {
        try (ClosedLoop loop = new ClosedLoop()) {
            for (Joined each : joinAll(series, connections, way)) {
                // Offsets have to be there before they can be fetched.
                once(each.socket, each.solo.commit());
                Exchange exchange = what.apply(each.solo);
                once(each.socket, exchange);
                loop.add(
                        each.socket,
                        Wire.frame(exchange.request(), exchange.version()),
                        answer -> judge(answer, exchange));
            }
            boolean full = scale == Scale.FULL;
            Result result = loop.run(broker, full ? 5 : 1, full ? 8 : 1);
            add(series, "rate", "1/s", result.perSecond(), Better.MORE);
            add(series, "broker CPU", "us", result.usPerRequest(), Better.LESS);
            add(series, "p50", "ms", result.p50Ms(), Better.LESS);
            add(series, "p99", "ms", result.p99Ms(), Better.LESS);
            add(series, CLIENT, "%", 100 * result.clientShare(), Better.NEITHER);
        }
    }

    /// Many at a time: one after the other, the first would be expired before the last has joined.
    private List<Joined> joinAll(String series, int connections, SoloJoin.Way way)
            throws IOException, InterruptedException {
        List<Callable<Joined>> joins =
                IntStream.range(0, connections)
                        .<Callable<Joined>>mapToObj(i -> () -> join(way, series + ", " + i))
                        .toList();
        List<Joined> joined = new ArrayList<>();
        try (ExecutorService joining =
                Executors.newFixedThreadPool(JOINING_MAX, Thread.ofVirtual().factory())) {
            for (Future<Joined> one : joining.invokeAll(joins)) {
                joined.add(one.get());
            }
        } catch (ExecutionException e) {
            throw new IOException("a member could not join", e.getCause());
        }
        return joined;
    }

    private Joined join(SoloJoin.Way way, String groupId) throws IOException {
        SocketChannel socket = SocketChannel.open(broker.address());
        return new Joined(socket, way.join(socket, groupId));
    }

    private static void once(SocketChannel socket, Exchange exchange) throws IOException {
        judge(Wire.exchange(socket, exchange.request(), exchange.version()), exchange);
    }

    private static void judge(ByteBuffer answer, Exchange exchange) throws IOException {
        ApiKeys apiKey = ApiKeys.forId(exchange.request().apiKey());
        exchange.check().accept(Wire.answer(answer, apiKey, exchange.version()));
    }

    private void add(String series, String name, String unit, double value, Better better) {
        outcomes.add(new Figure(series, name, unit, value, better));
    }
}
