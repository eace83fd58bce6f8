package dev.regroup.cli.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// One stock consumer in a process of its own, so that it can be killed. Tells what happens to it
/// on standard output, and leaves the group when its standard input ends.
@Command(name = "demo-member", hidden = true)
public final class DemoMemberCommand implements Callable<Integer> {
    @Option(names = "--bootstrap", required = true)
    private String bootstrap = "";

    @Option(names = "--group", required = true)
    private String group = "";

    @Option(names = "--topic", required = true)
    private String topic = "";

    @Option(names = "--name", required = true)
    private String name = "";

    @Spec private @Nullable CommandSpec spec;

    private volatile boolean leaving;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(
                        config(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            Thread.ofPlatform().daemon().name("demo-stdin").start(() -> awaitEndOfInput(consumer));
            consumer.subscribe(List.of(topic), new Telling(out));
            while (!leaving) {
                work(consumer, out);
            }
        }
        return 0;
    }

    private Map<String, Object> config() {
        return Map.of(
                "bootstrap.servers",
                bootstrap,
                "group.id",
                group,
                "client.id",
                name,
                "group.protocol",
                "classic",
                "partition.assignment.strategy",
                "org.apache.kafka.clients.consumer.CooperativeStickyAssignor",
                "auto.offset.reset",
                "earliest",
                "enable.auto.commit",
                false,
                "session.timeout.ms",
                6_000,
                "heartbeat.interval.ms",
                500,
                "max.poll.records",
                200);
    }

    private void work(KafkaConsumer<byte[], byte[]> consumer, PrintWriter out) {
        try {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ofMillis(500));
            if (records.isEmpty()) {
                return;
            }
            records.forEach(record -> tell(out, received(record)));
            consumer.commitSync();
            tell(out, new MemberEvent.Committed(System.currentTimeMillis()));
        } catch (CommitFailedException | RebalanceInProgressException e) {
            // The group moved on meanwhile: whoever has the partitions now receives the records
            // again.
            tell(out, new MemberEvent.Revoked(System.currentTimeMillis(), List.of()));
        } catch (WakeupException e) {
            leaving = true;
        }
    }

    private static MemberEvent received(ConsumerRecord<byte[], byte[]> record) {
        return new MemberEvent.Received(
                record.partition(),
                record.offset(),
                Level.of(new String(record.value(), StandardCharsets.ISO_8859_1)),
                new String(record.key(), StandardCharsets.UTF_8));
    }

    private void awaitEndOfInput(KafkaConsumer<byte[], byte[]> consumer) {
        try {
            while (System.in.read() >= 0) {
                // Only the end matters.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            leaving = true;
            consumer.wakeup();
        }
    }

    private static void tell(PrintWriter out, MemberEvent event) {
        out.println(event.line());
        out.flush();
    }

    private static final class Telling implements ConsumerRebalanceListener {
        private final PrintWriter out;

        Telling(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            tell(out, new MemberEvent.Assigned(System.currentTimeMillis(), numbers(partitions)));
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            tell(out, new MemberEvent.Revoked(System.currentTimeMillis(), numbers(partitions)));
        }

        private static List<Integer> numbers(Collection<TopicPartition> partitions) {
            return partitions.stream().map(TopicPartition::partition).sorted().toList();
        }
    }
}
