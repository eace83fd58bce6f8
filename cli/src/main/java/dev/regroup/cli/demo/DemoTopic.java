package dev.regroup.cli.demo;

import dev.regroup.cli.broker.StartException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// The topic that the lines go through: made, filled and measured by stock clients.
final class DemoTopic implements AutoCloseable {
    private final String name;
    private final int partitions;
    private final Admin admin;
    private final KafkaProducer<byte[], byte[]> producer;
    private long sent;

    DemoTopic(String bootstrap, String name, int partitions) throws InterruptedException {
        this.name = name;
        this.partitions = partitions;
        this.admin = Admin.create(Map.of("bootstrap.servers", bootstrap));
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrap, "linger.ms", 5),
                        new ByteArraySerializer(),
                        new ByteArraySerializer());
        try {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all().get();
        } catch (ExecutionException e) {
            close();
            throw new StartException("topic %s cannot be made".formatted(name), e);
        }
    }

    String name() {
        return name;
    }

    /// Sends the lines, spread over all partitions, and waits until each is acknowledged.
    void send(List<Lines.Line> lines) {
        List<Future<RecordMetadata>> acknowledgements = new ArrayList<>(lines.size());
        for (Lines.Line line : lines) {
            int partition = (int) (sent++ % partitions);
            acknowledgements.add(
                    producer.send(
                            new ProducerRecord<>(
                                    name,
                                    partition,
                                    line.source().getBytes(StandardCharsets.UTF_8),
                                    line.bytes())));
        }
        try {
            for (Future<RecordMetadata> acknowledgement : acknowledgements) {
                acknowledgement.get();
            }
        } catch (ExecutionException e) {
            throw new StartException("a line was not taken: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// How many records the topic holds.
    long records() throws InterruptedException {
        return offsets(OffsetSpec.latest()) - offsets(OffsetSpec.earliest());
    }

    private long offsets(OffsetSpec spec) throws InterruptedException {
        Map<TopicPartition, OffsetSpec> wanted =
                IntStream.range(0, partitions)
                        .mapToObj(partition -> new TopicPartition(name, partition))
                        .collect(Collectors.toMap(Function.identity(), partition -> spec));
        try {
            return admin.listOffsets(wanted).all().get().values().stream()
                    .mapToLong(ListOffsetsResultInfo::offset)
                    .sum();
        } catch (ExecutionException e) {
            throw new StartException("the topic's offsets are not known", e);
        }
    }

    @Override
    public void close() {
        producer.close();
        admin.close();
    }
}
