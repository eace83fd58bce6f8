package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// kafka-clients 4.4: produce, consume in a group, rebalance, restart of the broker in the middle.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JavaClientTest {
    private static final int PARTITIONS = 6;

    private BrokerProcess broker;

    @BeforeAll
    void start(@TempDir Path folder) {
        broker = BrokerProcess.start(folder);
    }

    @AfterAll
    void stop() {
        assertEquals(143, broker.stop(), "exit code of a process that SIGTERM ended in order");
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip", "snappy", "lz4", "zstd"})
    void everyCompression_passesThrough(String compression) throws Exception {
        String topic = "compressed-" + compression;
        create(topic, 1);

        send(topic, 1_000, Map.of("compression.type", compression, "linger.ms", 20));

        List<String> values = readAll(topic, 1_000);
        for (int i = 0; i < 1_000; i++) {
            assertEquals("value-" + i, values.get(i));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "snappy", "lz4", "zstd"})
    void aTopicsOwnCompression_isNothingThatClientsNotice(String compression) throws Exception {
        String topic = "stored-" + compression;
        try (Admin admin = Clients.admin(broker)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(topic, 1, (short) 1)
                                            .configs(Map.of("compression.type", compression))))
                    .all()
                    .get();
        }

        for (String sent : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            send(topic, 200, Map.of("compression.type", sent, "linger.ms", 20));
        }

        List<String> values = readAll(topic, 1_000);
        for (int i = 0; i < 1_000; i++) {
            assertEquals("value-" + i % 200, values.get(i));
        }
    }

    @Test
    void aGroup_sharesPartitionsAsMembersComeAndGo() throws Exception {
        String topic = "shared";
        create(topic, PARTITIONS);
        try (GroupMember first = new GroupMember(broker, "sharing", topic)) {
            awaitShares(PARTITIONS, first);
            try (GroupMember second = new GroupMember(broker, "sharing", topic);
                    GroupMember third = new GroupMember(broker, "sharing", topic)) {
                awaitShares(2, first, second, third);
                send(topic, 3_000, Map.of());
                awaitSeen(3_000, first, second, third);
            }
            awaitShares(PARTITIONS, first);
            assertEquals(List.of(), first.failures());
        }
        try (Admin admin = Clients.admin(broker)) {
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    admin.listConsumerGroupOffsets("sharing").partitionsToOffsetAndMetadata().get();
            assertEquals(
                    3_000, offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum());
        }
    }

    @Test
    void partitionsAdded_areTakenUpByTheGroup() throws Exception {
        String topic = "growing";
        create(topic, 1);
        try (GroupMember member = new GroupMember(broker, "growing", topic)) {
            awaitShares(1, member);
            try (Admin admin = Clients.admin(broker)) {
                admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(4))).all().get();
            }
            // The member itself asks for metadata; a record to a new partition is what it must see.
            awaitShares(4, member);
        }
    }

    @Test
    void aRestartInTheMiddle_losesNothingAndTheGroupGoesOn() throws Exception {
        String topic = "restarted";
        create(topic, PARTITIONS);
        try (GroupMember one = new GroupMember(broker, "restarted", topic);
                GroupMember two = new GroupMember(broker, "restarted", topic)) {
            awaitShares(3, one, two);
            send(topic, 500, Map.of());
            awaitSeen(500, one, two);

            broker.stop();
            broker.restart();

            send(topic, 500, Map.of());
            awaitSeen(1_000, one, two);
            assertEquals(List.of(), one.failures());
            assertEquals(List.of(), two.failures());
        }
        assertEquals(1_000, readAll(topic, 1_000).size());
    }

    @Test
    void groups_areListedAndDescribed() throws Exception {
        String topic = "described";
        create(topic, 2);
        try (GroupMember member = new GroupMember(broker, "described", topic);
                Admin admin = Clients.admin(broker)) {
            awaitShares(2, member);

            ConsumerGroupDescription described =
                    admin.describeConsumerGroups(List.of("described"))
                            .all()
                            .get()
                            .values()
                            .iterator()
                            .next();

            assertEquals(GroupState.STABLE, described.groupState());
            assertEquals(
                    member.assigned(),
                    described.members().iterator().next().assignment().topicPartitions());
            assertTrue(
                    admin.listGroups().all().get().stream()
                            .anyMatch(group -> group.groupId().equals("described")));
        }
    }

    @Test
    void oneMegabyteRecords_areTaken() throws Exception {
        create("large", 1);
        String value = "x".repeat(1_000_000);
        try (KafkaProducer<String, String> producer = Clients.producer(broker, Map.of())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                sent.add(producer.send(new ProducerRecord<>("large", value)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
        List<String> values = readAll("large", 20);
        assertTrue(values.stream().allMatch(value::equals));
    }

    private void create(String topic, int partitions) throws Exception {
        try (Admin admin = Clients.admin(broker)) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
    }

    private void send(String topic, int count, Map<String, Object> overrides)
            throws InterruptedException, ExecutionException {
        try (KafkaProducer<String, String> producer = Clients.producer(broker, overrides)) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                sent.add(producer.send(new ProducerRecord<>(topic, "key-" + i, "value-" + i)));
            }
            for (Future<RecordMetadata> one : sent) {
                one.get();
            }
        }
    }

    private List<String> readAll(String topic, int count) {
        try (KafkaConsumer<String, String> consumer =
                Clients.consumer(broker, "reader-of-" + topic, Map.of())) {
            List<TopicPartition> partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(info -> new TopicPartition(topic, info.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            List<String> values = new ArrayList<>();
            Await.until(
                    count + " records in " + topic,
                    60,
                    () -> {
                        for (ConsumerRecord<String, String> record :
                                consumer.poll(Duration.ofMillis(100))) {
                            values.add(record.value());
                        }
                        return values.size() >= count;
                    },
                    values::size);
            return values;
        }
    }

    private static void awaitShares(int each, GroupMember... members) {
        Await.until(
                each + " partitions for each of " + members.length,
                60,
                () -> {
                    Set<TopicPartition> all = new HashSet<>();
                    for (GroupMember member : members) {
                        Set<TopicPartition> own = member.assigned();
                        if (own.size() != each || !all.addAll(own)) {
                            return false;
                        }
                    }
                    return all.size() == each * members.length;
                },
                () -> List.of(members).stream().map(GroupMember::assigned).toList());
    }

    private static void awaitSeen(int count, GroupMember... members) {
        Await.until(
                count + " records received",
                60,
                () -> seen(members).size() >= count,
                () -> seen(members).size());
    }

    private static Set<String> seen(GroupMember... members) {
        Set<String> seen = new HashSet<>();
        for (GroupMember member : members) {
            member.seen()
                    .forEach((partition, offsets) ->
                            offsets.forEach(offset -> seen.add(partition + ":" + offset)));
        }
        return seen;
    }
}
