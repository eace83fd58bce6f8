package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Kafka Streams closes without leaving its group, in order to come back to its state: nobody may
/// take that for a crash before its session has ended.
class StreamsTest {
    private static final int PARTITIONS = 4;
    private static final long SESSION_S = 20;

    /// Longer than a plain consumer is awaited whose connection has closed, and shorter than the
    /// session.
    private static final long AWAY_S = 9;

    private static final String NAME = "application";

    @TempDir Path folder;

    @Test
    void anApplicationThatCloses_isKeptForItsSession_andReadsOnWhenItIsBack() throws Exception {
        try (BrokerProcess broker = BrokerProcess.start(folder);
                Admin admin = Clients.admin(broker)) {
            admin.createTopics(List.of(new NewTopic(NAME, PARTITIONS, (short) 1))).all().get();
            Process first = application(broker, "first");
            Process second = null;
            try {
                Await.until("it has all", 60, () -> hasAll(admin), this::all);
                send(broker, "before");
                Await.until("it reads", 60, () -> said("first").contains("read before"), this::all);
                String gone = owned(admin).keySet().iterator().next();

                first.getOutputStream().close();
                assertTrue(first.waitFor(30, TimeUnit.SECONDS), this::all);
                assertEquals(0, first.exitValue(), this::all);
                long closedNs = System.nanoTime();
                Await.until(
                        "it has been away for %d s, or is expired".formatted(AWAY_S),
                        60,
                        () -> away(closedNs) || !owned(admin).containsKey(gone),
                        broker::output);
                assertEquals(Set.of(gone), owned(admin).keySet(), broker::output);

                second = application(broker, "second");
                Await.until(
                        "its former self is expired, and it has all",
                        SESSION_S + 60,
                        () -> !owned(admin).containsKey(gone) && hasAll(admin),
                        () -> broker.output() + all());
                send(broker, "after");
                Await.until(
                        "it reads on", 60, () -> said("second").contains("read after"), this::all);
                assertFalse(said("second").contains("read before"), this::all);
                assertFalse(
                        broker.output().contains("closed and it did not come back within"),
                        broker::output);
            } finally {
                first.destroyForcibly();
                if (second != null) {
                    second.destroyForcibly();
                }
            }
        }
    }

    private Process application(BrokerProcess broker, String life) throws IOException {
        return ClientProgram.streams(
                        broker.bootstrap(),
                        NAME,
                        Long.toString(TimeUnit.SECONDS.toMillis(SESSION_S)),
                        folder.resolve("state").toString())
                .builder()
                .redirectErrorStream(true)
                .redirectOutput(output(life).toFile())
                .start();
    }

    private static void send(BrokerProcess broker, String key) throws Exception {
        try (KafkaProducer<String, String> producer = Clients.producer(broker, Map.of())) {
            producer.send(new ProducerRecord<>(NAME, key, "value")).get();
        }
    }

    private static boolean hasAll(Admin admin) {
        return List.copyOf(owned(admin).values()).equals(List.of(PARTITIONS));
    }

    /// How many partitions each member has.
    private static Map<String, Integer> owned(Admin admin) {
        try {
            Map<String, Integer> owned = new TreeMap<>();
            for (ConsumerGroupDescription group :
                    admin.describeConsumerGroups(List.of(NAME)).all().get().values()) {
                for (MemberDescription member : group.members()) {
                    owned.put(member.consumerId(), member.assignment().topicPartitions().size());
                }
            }
            return owned;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return Map.of();
            }
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path output(String life) {
        return folder.resolve(life + ".txt");
    }

    private String said(String life) {
        return text(output(life));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String all() {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".txt"))
                    .map(file -> file.getFileName() + ": " + text(file))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean away(long sinceNs) {
        return System.nanoTime() - sinceNs > TimeUnit.SECONDS.toNanos(AWAY_S);
    }
}
