package dev.regroup.cli.demo.topic;

import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.demo.member.GroupProtocol;
import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.FinalizedVersionRange;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// The topic that the lines go through, and the group of the same name that reads it.
public final class DemoTopic implements AutoCloseable {
    private final String name;
    private final Admin admin;
    private volatile int partitions;

    /// @throws StartException if the broker does not let us
    public DemoTopic(String bootstrap, String name, int partitions) throws InterruptedException {
        this.name = name;
        this.partitions = partitions;
        this.admin =
                Admin.create(
                        Map.of(
                                "bootstrap.servers",
                                bootstrap,
                                "default.api.timeout.ms",
                                15_000,
                                "request.timeout.ms",
                                5_000,
                                "enable.metrics.push",
                                false));
        try {
            await(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1))).all());
        } catch (ExecutionException e) {
            admin.close();
            throw refused("topic %s cannot be made at %s".formatted(name, bootstrap), e);
        }
    }

    public String name() {
        return name;
    }

    int partitions() {
        return partitions;
    }

    /// @throws StartException if the broker does not offer the protocol
    public void require(GroupProtocol protocol) throws InterruptedException {
        if (protocol == GroupProtocol.CLASSIC) {
            return;
        }
        try {
            Map<String, FinalizedVersionRange> features =
                    await(admin.describeFeatures().featureMetadata()).finalizedFeatures();
            FinalizedVersionRange version = features.get("group.version");
            if (version == null || version.maxVersionLevel() < 1) {
                throw new StartException(
                        "this broker does not offer the consumer protocol (its feature group.version is not at 1); leave out --group-protocol, or say classic");
            }
        } catch (ExecutionException e) {
            throw refused("the broker's features are not known", e);
        }
    }

    /// The settings of a broker, a line each: something to feed where there are no logs.
    public LineSource settings() throws InterruptedException {
        try {
            Node node = await(admin.describeCluster().nodes()).iterator().next();
            ConfigResource broker = new ConfigResource(ConfigResource.Type.BROKER, node.idString());
            String lines =
                    await(admin.describeConfigs(List.of(broker)).all()).values().stream()
                            .flatMap(config -> config.entries().stream())
                            .map(entry -> "%s = %s\n".formatted(entry.name(), entry.value()))
                            .sorted()
                            .collect(Collectors.joining());
            byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
            return new LineSource(
                    "the broker's settings, for want of readable logs in " + SystemLogs.FOLDER,
                    List.of(
                            new LineSource.Part(
                                    "settings",
                                    bytes.length,
                                    () -> new ByteArrayInputStream(bytes))));
        } catch (ExecutionException e) {
            throw refused("the broker's settings are not known", e);
        }
    }

    /// Waits until the topic has this many partitions.
    void grow(int wanted) throws InterruptedException, ExecutionException {
        await(admin.createPartitions(Map.of(name, NewPartitions.increaseTo(wanted))).all());
        partitions = wanted;
    }

    /// Of each partition its end and what the group has committed, 0 if nothing.
    Map<Integer, PartitionOffsets> offsets() throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetAndMetadata> committed =
                await(admin.listConsumerGroupOffsets(name).partitionsToOffsetAndMetadata());
        Map<Integer, PartitionOffsets> offsets = new TreeMap<>();
        list(OffsetSpec.latest())
                .forEach((partition, end) -> {
                    OffsetAndMetadata next = committed.get(partition);
                    offsets.put(
                            partition.partition(),
                            new PartitionOffsets(end.offset(), next == null ? 0 : next.offset()));
                });
        return offsets;
    }

    /// How many records the topic holds.
    public long records() throws InterruptedException {
        try {
            return sum(list(OffsetSpec.latest())) - sum(list(OffsetSpec.earliest()));
        } catch (ExecutionException e) {
            throw refused("the topic's offsets are not known", e);
        }
    }

    /// Removes topic and group, for which the group must be empty.
    public void remove() throws InterruptedException {
        try {
            await(admin.deleteTopics(List.of(name)).all());
            await(admin.deleteConsumerGroups(List.of(name)).all());
        } catch (ExecutionException e) {
            throw refused("topic and group %s cannot be removed".formatted(name), e);
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> list(OffsetSpec spec)
            throws InterruptedException, ExecutionException {
        return await(
                admin.listOffsets(
                                IntStream.range(0, partitions)
                                        .mapToObj(partition -> new TopicPartition(name, partition))
                                        .collect(
                                                Collectors.toMap(
                                                        Function.identity(), partition -> spec)))
                        .all());
    }

    private static long sum(Map<TopicPartition, ListOffsetsResultInfo> offsets) {
        return offsets.values().stream().mapToLong(ListOffsetsResultInfo::offset).sum();
    }

    private static <T> T await(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException {
        return answer.get();
    }

    private static StartException refused(String what, ExecutionException e) {
        return new StartException("%s: %s".formatted(what, e.getCause()), e);
    }

    @Override
    public void close() {
        admin.close();
    }
}
