package dev.regroup.compat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/// A broker with the topics that [GroupsToolTest] tells of, and the groups that are made on it.
final class GroupsFixture implements AutoCloseable {
    private static final long WITHIN_S = 60;
    private static final int RECORDS_OF_T = 10;
    private static final int RECORDS_OF_U = 4;

    private final TestedBroker broker;
    private final Admin admin;
    private final Path folder;

    private GroupsFixture(TestedBroker broker, Path folder) {
        this.broker = broker;
        this.admin = broker.admin();
        this.folder = folder;
    }

    /// @param oldestH the age of each partition's first record, in hours
    static GroupsFixture start(String name, Path folder, int oldestH) throws Exception {
        TestedBroker broker = TestedBroker.start(name, folder.resolve("data"), Map.of());
        GroupsFixture groups = new GroupsFixture(broker, folder);
        groups.createTopics(Instant.now().minusSeconds(oldestH * 3_600L));
        return groups;
    }

    KafkaTool tool() {
        return new KafkaTool(
                "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                broker.bootstrap(),
                folder);
    }

    TestedBroker broker() {
        return broker;
    }

    /// A member that reads `t` from its beginning.
    GroupMember member(String group, String protocol, Map<String, Object> overrides) {
        Map<String, Object> config = new HashMap<>(overrides);
        config.put("group.protocol", protocol);
        return new GroupMember(Clients.consumer(broker.bootstrap(), group, config), "t");
    }

    /// Waits until the member has committed so many records.
    static void awaitCommitted(long records, GroupMember member) {
        Await.until(
                records + " records committed",
                WITHIN_S,
                () -> member.committed().values().stream().mapToLong(at -> at).sum() == records,
                () -> "%s, %s".formatted(member.committed(), member.failures()));
    }

    /// As an administrator commits, for a group without members, with the leader epoch 0.
    void commit(String group, Map<TopicPartition, Long> offsets) {
        Map<TopicPartition, OffsetAndMetadata> all =
                offsets.entrySet().stream()
                        .collect(
                                Collectors.toMap(
                                        Map.Entry::getKey,
                                        one ->
                                                new OffsetAndMetadata(
                                                        one.getValue(), Optional.of(0), "")));
        try {
            admin.alterConsumerGroupOffsets(group, all).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    Map<TopicPartition, Long> committed(String group) {
        try {
            return admin
                    .listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .entrySet()
                    .stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, one -> one.getValue().offset()));
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        admin.close();
        broker.close();
    }

    private void createTopics(Instant first) throws InterruptedException, ExecutionException {
        admin.createTopics(
                        List.of(new NewTopic("t", 3, (short) 1), new NewTopic("u", 1, (short) 1)))
                .all()
                .get();
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", broker.bootstrap());
        try (KafkaProducer<String, String> producer =
                new KafkaProducer<>(config, new StringSerializer(), new StringSerializer())) {
            for (int i = 0; i < RECORDS_OF_T; i++) {
                long atMs = first.plusSeconds(i * 3_600L).toEpochMilli();
                for (int partition = 0; partition < 3; partition++) {
                    producer.send(new ProducerRecord<>("t", partition, atMs, null, "value")).get();
                }
                if (i < RECORDS_OF_U) {
                    producer.send(new ProducerRecord<>("u", 0, atMs, null, "value")).get();
                }
            }
        }
    }
}
