package dev.regroup.cli.demo.topic;

import dev.regroup.cli.demo.model.DemoEvent;
import dev.regroup.cli.demo.model.DemoEvent.FeedProgress;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Feeds the lines of a source to the topic, at a pace, spread evenly over its partitions, and from
/// the beginning again as long as lines are wanted. On a thread of its own.
public final class Feeder implements AutoCloseable {
    /// As fast as the broker takes them.
    public static final long UNPACED = 0;

    private static final long TELL_EVERY_NS = TimeUnit.MILLISECONDS.toNanos(20);

    private final DemoTopic topic;
    private final LineSource source;
    private final Consumer<DemoEvent> events;
    private final KafkaProducer<byte[], byte[]> producer;
    private final AtomicLong acknowledged = new AtomicLong();
    private volatile long linesPerS;
    private volatile boolean lastRound;
    private volatile boolean stopped;

    // Of the feeding thread.
    private long sent;
    private int round = 1;
    private long bytesBefore;
    private long bytesOfPart;
    private long nextLineAtNs = System.nanoTime();
    private long toldAtNs = System.nanoTime();

    /// @param linesPerS [#UNPACED] or more
    public Feeder(
            String bootstrap,
            DemoTopic topic,
            LineSource source,
            long linesPerS,
            Consumer<DemoEvent> events) {
        this.topic = topic;
        this.source = source;
        this.linesPerS = linesPerS;
        this.events = events;
        this.producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "linger.ms",
                                5,
                                "buffer.memory",
                                8L << 20,
                                "metadata.max.age.ms",
                                5_000,
                                "enable.metrics.push",
                                false),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
    }

    public void start() {
        Thread.ofPlatform().daemon().name("demo-feeder").start(this::run);
    }

    /// Has it feed only what is left of the first round, at another pace; nothing more if that is
    /// over.
    public void finish(long pace) {
        linesPerS = pace;
        lastRound = true;
    }

    /// Has it feed nothing more.
    public void stop() {
        stopped = true;
    }

    private void run() {
        try {
            feedRounds();
            producer.flush();
            events.accept(new DemoEvent.FeedEnded(System.currentTimeMillis(), progress()));
        } catch (IOException | KafkaException e) {
            events.accept(new DemoEvent.Failed(System.currentTimeMillis(), "feeding ended: " + e));
        }
    }

    private void feedRounds() throws IOException {
        while (wanted()) {
            bytesBefore = 0;
            for (LineSource.Part part : source.parts()) {
                feed(part);
            }
            if (sent == 0 && wanted()) {
                throw new IOException("no lines in " + source.description());
            }
            if (lastRound) {
                return;
            }
            round++;
        }
    }

    private boolean wanted() {
        return !stopped && !(lastRound && round > 1);
    }

    private void feed(LineSource.Part part) throws IOException {
        byte[] key = part.name().getBytes(StandardCharsets.UTF_8);
        try (LineReader reader = new LineReader(part.opening().open())) {
            Optional<byte[]> line = reader.next();
            while (line.isPresent() && awaitTurn()) {
                send(key, line.get());
                bytesOfPart = reader.bytesRead();
                tell();
                line = reader.next();
            }
        }
        bytesBefore += bytesOfPart;
        bytesOfPart = 0;
    }

    private void send(byte[] key, byte[] line) {
        int partition = (int) (sent % topic.partitions());
        sent++;
        Future<RecordMetadata> _ =
                producer.send(
                        new ProducerRecord<>(topic.name(), partition, key, line),
                        (metadata, failure) -> {
                            if (failure == null) {
                                acknowledged.incrementAndGet();
                            } else if (!stopped) {
                                stopped = true;
                                events.accept(
                                        new DemoEvent.Failed(
                                                System.currentTimeMillis(),
                                                "a line was not taken: " + failure));
                            }
                        });
    }

    /// Returns whether another line is wanted.
    private boolean awaitTurn() {
        // Not to make up for more than a moment's delay.
        nextLineAtNs = Math.max(nextLineAtNs, System.nanoTime() - TELL_EVERY_NS);
        while (wanted() && linesPerS != UNPACED && nextLineAtNs > System.nanoTime()) {
            tell();
            LockSupport.parkNanos(Math.min(TELL_EVERY_NS, nextLineAtNs - System.nanoTime()));
        }
        long pace = linesPerS;
        nextLineAtNs += pace == UNPACED ? 0 : TimeUnit.SECONDS.toNanos(1) / pace;
        return wanted();
    }

    private void tell() {
        long nowNs = System.nanoTime();
        if (nowNs - toldAtNs >= TELL_EVERY_NS) {
            toldAtNs = nowNs;
            events.accept(new DemoEvent.Fed(System.currentTimeMillis(), progress()));
        }
    }

    private FeedProgress progress() {
        return new FeedProgress(
                acknowledged.get(), round, bytesBefore + bytesOfPart, source.bytes());
    }

    @Override
    public void close() {
        stopped = true;
        producer.close(Duration.ofSeconds(5));
    }
}
