package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.Test;

/// Damaged requests of every API, on many connections: each is answered in its own schema or costs
/// its sender the connection; nothing fails in the broker, and a client beside them is served.
///
/// `-Dfuzz.seconds=N` (60), or `-Dfuzz.frames=N` in all, and `-Dfuzz.seed=N` say otherwise. The
/// broker is made anew for every 16,000 frames, since much of what they ask for is legitimate and
/// stays: topics, groups, offsets.
class WireFuzzTest {
    private static final int FRAMES_PER_BROKER = 16_000;
    private static final int SENDERS = 32;
    private static final int FRAMES_PER_CONNECTION = 50;

    private final long frames = Long.getLong("fuzz.frames", Long.MAX_VALUE);
    private final long seconds =
            Long.getLong("fuzz.seconds", frames < Long.MAX_VALUE ? Long.MAX_VALUE / 2 : 60);
    private final long seed = Long.getLong("fuzz.seed", new SplittableRandom().nextLong());
    private final AtomicLong sent = new AtomicLong();
    private final Map<String, Long> sentByApi = new TreeMap<>();
    private final ByteArrayOutputStream log = new ByteArrayOutputStream();

    @Test
    void damagedRequests_harmNobodyElse() throws Exception {
        PrintStream before = System.err;
        System.setErr(new PrintStream(log, true, StandardCharsets.UTF_8));
        try {
            rounds();
        } catch (AssertionError e) {
            throw new AssertionError(
                    "with -Dfuzz.seed=%d: %s%n%s".formatted(seed, e.getMessage(), errors()), e);
        } finally {
            System.setErr(before);
        }
        System.out.printf(
                "Fuzzed %,d frames, seed %d, answers by API: %s%n", sent.get(), seed, sentByApi);
        for (ApiKeys api : VersionedRequests.apis()) {
            assertTrue(sentByApi.containsKey(api.name), () -> "no answer to " + api);
        }
    }

    private void rounds() throws InterruptedException {
        long endNs = System.nanoTime() + TimeUnit.SECONDS.toNanos(Math.min(seconds, 1 << 30));
        SplittableRandom seeds = new SplittableRandom(seed);
        do {
            round(seeds.split());
            assertEquals("", errors(), "the broker logged");
        } while (sent.get() < frames && System.nanoTime() < endNs);
    }

    private String errors() {
        return log.toString(StandardCharsets.UTF_8)
                .lines()
                .filter(line ->
                        line.contains("ERROR")
                                || line.contains("\tat ")
                                || line.contains("Exception"))
                .limit(50)
                .reduce("", (all, line) -> all + line + "\n");
    }

    private void round(SplittableRandom random) throws InterruptedException {
        BrokerConfig config = TestBroker.config(TopicDefaults.DEFAULT);
        try (TestBroker broker = TestBroker.start(config, MemoryShardLogs.immediate(4));
                ExecutorService senders = Executors.newVirtualThreadPerTaskExecutor()) {
            broker.prepareGroups();
            Uuid topicId = broker.createTopic("t", 1);
            broker.createTopic("canary", 1);
            VersionedRequests requests = new VersionedRequests(broker, "t", topicId);
            List<byte[]> corpus = FrameFuzzer.corpus(requests.byApi());
            List<Future<Map<String, Long>>> running = new ArrayList<>();
            for (int i = 0; i < SENDERS; i++) {
                FrameFuzzer fuzzer = new FrameFuzzer(corpus, random.split());
                running.add(
                        senders.submit(() -> send(broker, fuzzer, FRAMES_PER_BROKER / SENDERS)));
            }
            for (int record = 0; record < 20; record++) {
                canary(broker, record);
            }
            for (Future<Map<String, Long>> one : running) {
                await(one).forEach((api, count) -> sentByApi.merge(api, count, Long::sum));
            }
            canary(broker, 20);
        }
    }

    private Map<String, Long> send(TestBroker broker, FrameFuzzer fuzzer, int frameCount) {
        Map<String, Long> answered = new TreeMap<>();
        int left = frameCount;
        while (left > 0) {
            try (FuzzConnection connection = new FuzzConnection(broker.address())) {
                int frames = connection.send(fuzzer, FRAMES_PER_CONNECTION);
                sent.addAndGet(frames);
                left -= frames;
                connection.readAnswers(answered);
            }
        }
        return answered;
    }

    private static Map<String, Long> await(Future<Map<String, Long>> sender)
            throws InterruptedException {
        try {
            return sender.get();
        } catch (ExecutionException e) {
            throw new AssertionError(String.valueOf(e.getCause()), e);
        }
    }

    /// A client that does nothing wrong, beside those that do.
    private static void canary(TestBroker broker, int record) {
        try (WireClient client = broker.connect()) {
            ProduceResponseData produced =
                    client.call(
                            Batches.VERSION,
                            Batches.request("canary", 0, -1, Batches.plain("alive")),
                            ProduceResponseData.class);
            assertEquals(Errors.NONE.code(), Batches.only(produced).errorCode());
            assertEquals(record, Batches.only(produced).baseOffset());
            FetchResponseData fetched =
                    client.call(
                            12,
                            new FetchRequestData()
                                    .setMinBytes(1)
                                    .setMaxWaitMs(10_000)
                                    .setMaxBytes(1 << 20)
                                    .setTopics(
                                            List.of(
                                                    new FetchTopic()
                                                            .setTopic("canary")
                                                            .setPartitions(
                                                                    List.of(
                                                                            new FetchPartition()
                                                                                    .setFetchOffset(
                                                                                            record)
                                                                                    .setPartitionMaxBytes(
                                                                                            1
                                                                                                    << 20))))),
                            FetchResponseData.class);
            assertEquals(
                    record + 1,
                    fetched.responses().getFirst().partitions().getFirst().highWatermark());
        }
    }
}
