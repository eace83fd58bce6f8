import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AdminClient;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;

/// Checks with kafka-clients, the same with the newest and the oldest that Kafka 4 serves. What the
/// two call differently is in [Newest] and [Oldest], one of which is compiled as it is launched.
abstract class Suite {
    private static final long CHECK_S = 30;
    private static final String RETENTION = "604800000";
    private static final String SHORTER_RETENTION = "3600000";

    final AdminClient admin;
    private final Clients clients;
    private final String prefix;
    private final List<String> topics = new ArrayList<>();

    Suite(String bootstrap, String prefix) {
        this.clients = new Clients(bootstrap, prefix);
        this.prefix = prefix;
        this.admin = AdminClient.create(Map.of("bootstrap.servers", bootstrap));
    }

    abstract TopicDescription describe(String topic) throws Exception;

    abstract void alter(ConfigResource resource, String key, String value) throws Exception;

    abstract OffsetAndMetadata committed(KafkaConsumer<?, ?> consumer, TopicPartition partition);

    /// Runs and tells all checks, and ends the process.
    void run() throws InterruptedException {
        Map<String, Callable<?>> checks = new LinkedHashMap<>();
        checks.put("admin-create", () -> topic("admin"));
        checks.put("admin-describe", () -> same(3, describe(name("admin")).partitions().size()));
        checks.put("admin-configs", () -> same(RETENTION, retention()));
        checks.put("admin-alter", this::adminAlter);
        for (String compression : List.of("none", "gzip", "snappy", "lz4", "zstd")) {
            checks.put("produce-" + compression, () -> produce(compression));
        }
        checks.put("big", this::big);
        checks.put("tiny", this::tiny);
        checks.put("group", this::group);
        checks.put("commit", this::commit);
        checks.put("seek-time", this::seekTime);
        checks.put("admin-groups", this::adminGroups);
        checks.put("admin-offsets", this::adminOffsets);
        checks.put("admin-delete", this::adminDelete);
        boolean failed = false;
        for (Map.Entry<String, Callable<?>> check : checks.entrySet()) {
            // A thread of its own, which is left behind if it hangs.
            FutureTask<?> task = new FutureTask<>(check.getValue());
            Thread.ofPlatform().daemon().start(task);
            try {
                task.get(CHECK_S, TimeUnit.SECONDS);
                System.out.println("ok " + check.getKey());
            } catch (ExecutionException | java.util.concurrent.TimeoutException e) {
                failed = true;
                e.printStackTrace();
                String detail = String.valueOf(e.getCause() == null ? e : e.getCause());
                System.out.println("FAIL " + check.getKey() + " " + detail.replace('\n', ' '));
            }
        }
        Runtime.getRuntime().halt(failed ? 1 : 0);
    }

    private Void adminAlter() throws Exception {
        alter(new ConfigResource(ConfigResource.Type.TOPIC, name("admin")), "retention.ms", SHORTER_RETENTION);
        return same(SHORTER_RETENTION, retention());
    }

    private Void produce(String compression) throws Exception {
        String topic = topic(compression);
        List<ProducerRecord<byte[], byte[]>> sent = Clients.records(topic, "", 200);
        clients.send(sent, Map.of("compression.type", compression));
        return same(Clients.sentTexts(sent), Clients.texts(clients.read(topic, 200)));
    }

    private Void big() throws Exception {
        String topic = topic("big");
        byte[] value = new byte[1_000_000];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) (i % 251);
        }
        clients.send(List.of(new ProducerRecord<>(topic, value)), Map.of());
        return same(true, Arrays.equals(value, clients.read(topic, 1).get(0).value()));
    }

    private Void tiny() throws Exception {
        String topic = topic("tiny");
        List<ProducerRecord<byte[], byte[]>> sent =
                IntStream.range(0, 10_000)
                        .mapToObj(i -> new ProducerRecord<byte[], byte[]>(topic, "%010d".formatted(i).getBytes()))
                        .toList();
        clients.send(sent, Map.of());
        return same(Clients.sentTexts(sent), Clients.texts(clients.read(topic, 10_000)));
    }

    private Void group() throws Exception {
        String topic = topic("group");
        Set<String> seen = new HashSet<>();
        try (KafkaConsumer<byte[], byte[]> first = clients.member("group", true);
                KafkaConsumer<byte[], byte[]> second = clients.member("group", true)) {
            clients.send(Clients.records(topic, "", 300), Map.of());
            first.subscribe(List.of(topic));
            Clients.until("all for the first", () -> poll(seen, first) && shared(first));
            Clients.until("300 records", () -> poll(seen, first) && seen.size() == 300);
            second.subscribe(List.of(topic));
            Clients.until("a share for each", () -> poll(seen, first, second) && shared(first, second));
            clients.send(Clients.records(topic, "shared", 300), Map.of());
            Clients.until("600 records", () -> poll(seen, first, second) && seen.size() == 600);
            first.close();
            Clients.until("all for the second", () -> poll(seen, second) && shared(second));
            clients.send(Clients.records(topic, "alone", 300), Map.of());
            Clients.until("900 records", () -> poll(seen, second) && seen.size() == 900);
        }
        return null;
    }

    private Void commit() throws Exception {
        String topic = topic("commit");
        List<ProducerRecord<byte[], byte[]>> sent = Clients.records(topic, "", 300);
        clients.send(sent, Map.of());
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> first = clients.member("commit", false)) {
            first.subscribe(List.of(topic));
            found.addAll(Clients.take(first, 100));
            Map<TopicPartition, OffsetAndMetadata> ends = new LinkedHashMap<>();
            for (TopicPartition partition : first.assignment()) {
                ends.put(partition, new OffsetAndMetadata(first.position(partition), "so far"));
            }
            first.commitSync(ends);
            for (TopicPartition partition : ends.keySet()) {
                same(ends.get(partition), committed(first, partition));
            }
        }
        try (KafkaConsumer<byte[], byte[]> second = clients.member("commit", false)) {
            second.subscribe(List.of(topic));
            found.addAll(Clients.take(second, 300 - found.size()));
            second.commitSync();
        }
        return same(Clients.sentTexts(sent), Clients.texts(found));
    }

    private Void seekTime() throws Exception {
        TopicPartition partition = new TopicPartition(topic("time"), 0);
        long start = System.currentTimeMillis() - TimeUnit.HOURS.toMillis(1);
        List<ProducerRecord<byte[], byte[]>> sent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] value = String.valueOf(i).getBytes();
            sent.add(new ProducerRecord<>(partition.topic(), 0, start + i * 1_000L, null, value));
        }
        clients.send(sent, Map.of());
        try (KafkaConsumer<byte[], byte[]> reader = clients.member("time", false)) {
            OffsetAndTimestamp position =
                    reader.offsetsForTimes(Map.of(partition, start + 49_500)).get(partition);
            same(50L, position.offset());
            same(start + 50_000, position.timestamp());
            same(Map.of(partition, 0L), reader.beginningOffsets(Set.of(partition)));
            same(Map.of(partition, 100L), reader.endOffsets(Set.of(partition)));
            reader.assign(Set.of(partition));
            reader.seek(partition, position.offset());
            List<ConsumerRecord<byte[], byte[]>> found = Clients.take(reader, 50);
            same(start + 50_000, found.get(0).timestamp());
            return same(Clients.sentTexts(sent.subList(50, 100)), Clients.texts(found));
        }
    }

    @SuppressWarnings({"deprecation", "removal"}) // What came in its place, the oldest client does not have.
    private Void adminGroups() throws Exception {
        String group = name("commit");
        try (KafkaConsumer<byte[], byte[]> member = clients.member("commit", true)) {
            member.subscribe(List.of(group));
            Clients.until("assignment", () -> poll(new HashSet<>(), member) && shared(member));
            same(true, listed(group));
            ConsumerGroupDescription told =
                    admin.describeConsumerGroups(List.of(group)).all().get().get(group);
            same("Stable", told.state().toString());
            same(1, told.members().size());
            Map<TopicPartition, OffsetAndMetadata> offsets =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            return same(300L, offsets.values().stream().mapToLong(OffsetAndMetadata::offset).sum());
        }
    }

    private Void adminOffsets() throws Exception {
        TopicPartition partition = new TopicPartition(name("time"), 0);
        admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(10))).all().get();
        try (KafkaConsumer<byte[], byte[]> reader = clients.member("time", false)) {
            return same(Map.of(partition, 10L), reader.beginningOffsets(Set.of(partition)));
        }
    }

    private Void adminDelete() throws Exception {
        String group = name("commit");
        admin.deleteConsumerGroups(List.of(group)).all().get();
        same(false, listed(group));
        admin.deleteTopics(topics).all().get();
        Clients.until(
                "the topics are gone",
                () -> admin.listTopics().names().get().stream().noneMatch(topics::contains));
        return null;
    }

    private String name(String name) {
        return prefix + "-" + name;
    }

    private String topic(String name) throws Exception {
        admin.createTopics(List.of(new NewTopic(name(name), 3, (short) 1))).all().get();
        topics.add(name(name));
        return name(name);
    }

    private String retention() throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, name("admin"));
        return admin.describeConfigs(List.of(topic)).all().get().get(topic).get("retention.ms").value();
    }

    @SuppressWarnings({"deprecation", "removal"})
    private boolean listed(String group) throws Exception {
        return admin.listConsumerGroups().all().get().stream().anyMatch(g -> g.groupId().equals(group));
    }

    @SafeVarargs
    private static boolean poll(Set<String> seen, KafkaConsumer<byte[], byte[]>... members) {
        for (KafkaConsumer<byte[], byte[]> member : members) {
            member.poll(Duration.ofMillis(50)).forEach(record -> seen.add(new String(record.value())));
        }
        return true;
    }

    /// Whether each member has a part of the three partitions, and no two the same.
    private static boolean shared(KafkaConsumer<?, ?>... members) {
        List<Integer> all =
                Arrays.stream(members)
                        .flatMap(member -> member.assignment().stream())
                        .map(TopicPartition::partition)
                        .sorted()
                        .collect(Collectors.toList());
        return all.equals(List.of(0, 1, 2))
                && Arrays.stream(members).noneMatch(member -> member.assignment().isEmpty());
    }

    private static Void same(Object expected, Object found) {
        if (!expected.equals(found)) {
            throw new AssertionError("expected %.200s, found %.200s".formatted(expected, found));
        }
        return null;
    }
}
