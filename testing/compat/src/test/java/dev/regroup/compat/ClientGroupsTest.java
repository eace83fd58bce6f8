package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.compat.GroupClient.Growth;
import dev.regroup.compat.GroupClient.Support;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Groups of every client, with every assignor and protocol that it has, and of several clients
/// together, under load: members in processes of their own come and are killed, and the topic
/// grows.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientGroupsTest {
    private static final int PARTITIONS = 6;
    private static final int PARTITIONS_GROWN = 9;
    private static final long WITHIN_S = 60;

    /// A pattern of names; all groups unless somebody wants fewer.
    private static final String CHOSEN = System.getProperty("compat.groups", ".*");

    /// What members say is kept, for who wants to know why a test has failed.
    private static final Path KEPT = Path.of("target/client-groups");

    /// @param clients of the members, in the order of their coming, over and over
    /// @param protocol as in Java's `group.protocol`
    /// @param assignor as the clients call it
    record Group(
            String name,
            List<ClientProgram> clients,
            String protocol,
            String assignor,
            Growth growth) {
        @Override
        public String toString() {
            return "%s-%s-%s".formatted(name, protocol, assignor);
        }
    }

    private TestedBroker broker;
    private Admin admin;

    static Stream<Group> groups() {
        return Stream.concat(
                        GroupClient.all().stream()
                                .flatMap(client ->
                                        Stream.concat(
                                                groups(client, "classic", client.classic()),
                                                groups(client, "consumer", client.consumer()))),
                        groupsOfSeveralLanguages())
                .filter(group -> group.toString().matches(CHOSEN));
    }

    private static Stream<Group> groups(GroupClient client, String protocol, Support support) {
        List<ClientProgram> clients = List.of(client.member());
        String name = client.member().client();
        return switch (support) {
            case Support.Assignors(List<String> names, Growth growth) ->
                    names.stream()
                            .map(assignor -> new Group(name, clients, protocol, assignor, growth));
            case Support.Absent _ -> Stream.of();
        };
    }

    private static Stream<Group> groupsOfSeveralLanguages() {
        Map<String, ClientProgram> members =
                GroupClient.all().stream()
                        .map(GroupClient::member)
                        .collect(Collectors.toMap(ClientProgram::client, member -> member));
        List<ClientProgram> classic =
                Stream.of("aiokafka", "java", "franz-go").map(members::get).toList();
        List<ClientProgram> consumer =
                Stream.of("java", "confluent-kafka", "franz-go").map(members::get).toList();
        return Stream.of(
                new Group("mixed", classic, "classic", "range", Growth.SEEN_BY_MEMBERS),
                new Group("mixed", consumer, "consumer", "uniform", Growth.SEEN_BY_MEMBERS));
    }

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        Map<String, String> settings = new HashMap<>();
        // A member that was killed is missed as soon as in the classic protocol.
        settings.put("group.consumer.min.session.timeout.ms", "6000");
        settings.put("group.consumer.session.timeout.ms", "6000");
        broker = TestedBroker.start("client-groups", folder.resolve("data"), settings);
        admin = broker.admin();
    }

    @AfterAll
    void stop() {
        admin.close();
        broker.close();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("groups")
    @Execution(ExecutionMode.CONCURRENT)
    void members_comeAndDieAndTheTopicGrows_nothingIsLost(Group group) throws Exception {
        for (ClientProgram client : group.clients()) {
            client.require();
        }
        broker.assumeOffered(group.protocol(), group.assignor());
        String name = "%s-%d".formatted(group, ProcessHandle.current().pid());
        admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1))).all().get();
        try (Traffic traffic = new Traffic(broker.bootstrap(), name);
                Members members = new Members(group, name)) {
            MemberProcess first = members.start("first");
            MemberProcess second = members.start("second");
            members.awaitShares(PARTITIONS, first, second);

            MemberProcess third = members.start("third");
            members.awaitShares(PARTITIONS, first, second, third);

            members.await("the first has read", first::hasRead);
            first.kill();
            members.awaitShares(PARTITIONS, second, third);

            switch (group.growth()) {
                case SEEN_BY_MEMBERS -> {
                    grow(name);
                    members.awaitShares(PARTITIONS_GROWN, second, third);
                }
                case SEEN_BY_NEWCOMERS -> {
                    members.leave();
                    grow(name);
                    MemberProcess fourth = members.start("fourth");
                    MemberProcess fifth = members.start("fifth");
                    members.awaitShares(PARTITIONS_GROWN, fourth, fifth);
                }
            }
            members.await(
                    "records in all partitions", () -> traffic.ends().size() == PARTITIONS_GROWN);
            Map<Integer, Long> ends = traffic.stop();
            members.await("all is committed", () -> members.history().committed().equals(ends));
            members.leave();

            GroupHistory history = members.history();
            assertAll(
                    () -> assertEquals(List.of(), history.ownedTwice(), "owned twice"),
                    () -> assertEquals(List.of(), history.neverRead(ends), "never read"),
                    () -> assertEquals(List.of(), history.readAgain(), "read again"),
                    () -> assertEquals(ends, ends(name), "ends of the partitions"),
                    () -> assertEquals(ends, committed(name), "committed offsets"));
        }
    }

    private void grow(String topic) throws Exception {
        admin.createPartitions(Map.of(topic, NewPartitions.increaseTo(PARTITIONS_GROWN)))
                .all()
                .get();
    }

    private Map<Integer, Long> ends(String topic) throws Exception {
        Map<TopicPartition, OffsetSpec> asked =
                IntStream.range(0, PARTITIONS_GROWN)
                        .mapToObj(partition -> new TopicPartition(topic, partition))
                        .collect(Collectors.toMap(one -> one, one -> OffsetSpec.latest()));
        Map<Integer, Long> ends = new TreeMap<>();
        admin.listOffsets(asked)
                .all()
                .get()
                .forEach((partition, end) -> ends.put(partition.partition(), end.offset()));
        return ends;
    }

    private Map<Integer, Long> committed(String group) throws Exception {
        Map<Integer, Long> committed = new TreeMap<>();
        admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, at) -> committed.put(partition.partition(), at.offset()));
        return committed;
    }

    /// The members of one group.
    private final class Members implements AutoCloseable {
        private final Group group;
        private final String name;
        private final Path output;
        private final List<MemberProcess> all = new ArrayList<>();

        Members(Group group, String name) throws IOException {
            this.group = group;
            this.name = name;
            output = Files.createDirectories(KEPT.resolve(name));
        }

        MemberProcess start(String memberName) {
            ClientProgram client = group.clients().get(all.size() % group.clients().size());
            ClientProgram program =
                    client.with(broker.bootstrap(), name, group.protocol(), group.assignor());
            MemberProcess member = MemberProcess.start(memberName, program, output);
            all.add(member);
            return member;
        }

        /// Waits until these have as many partitions, each of them one more than another at most.
        void awaitShares(int partitions, MemberProcess... sharing) {
            await(
                    "%d partitions for %d members".formatted(partitions, sharing.length),
                    () -> {
                        Set<Integer> owned = new TreeSet<>();
                        int sum = 0;
                        int least = partitions;
                        int most = 0;
                        for (MemberProcess member : sharing) {
                            Set<Integer> own = member.assigned();
                            owned.addAll(own);
                            sum += own.size();
                            least = Math.min(least, own.size());
                            most = Math.max(most, own.size());
                        }
                        return sum == partitions && owned.size() == sum && most - least <= 1;
                    });
        }

        void await(String what, BooleanSupplier condition) {
            Await.until(
                    what,
                    WITHIN_S,
                    condition,
                    () -> all.stream().map(MemberProcess::complaints).toList());
        }

        GroupHistory history() {
            return new GroupHistory(all.stream().map(MemberProcess::history).toList());
        }

        /// All that were not killed.
        void leave() throws IOException {
            List<MemberProcess> leaving = all.stream().filter(member -> !member.killed()).toList();
            for (MemberProcess member : leaving) {
                member.leave();
            }
            leaving.forEach(MemberProcess::assertLeft);
        }

        @Override
        public void close() {
            all.forEach(MemberProcess::close);
        }
    }
}
