package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Members of groups behind a network that is slow, or gone for a while.
@Execution(ExecutionMode.CONCURRENT)
class NetworkTest {
    private static final int PARTITIONS = 6;
    private static final int MEMBERS = 12;

    /// Longer than any member that was lost alone is waited for, shorter than a session.
    private static final Duration OUTAGE = Duration.ofSeconds(10);

    /// How long a slow link is looked at; ten minutes where somebody wants to be sure.
    private static final long SLOW_S = Long.getLong("compat.slow.s", 15);

    private static final long SLOW_MS = 150;

    @TempDir Path folder;

    /// librdkafka takes the heartbeat interval that it is given as the time within which a
    /// heartbeat has to be answered, and connects anew after that.
    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void librdkafkaBehindASlowLink_keepsItsConnections(String protocol) throws Exception {
        ClientProgram client = ClientProgram.python("confluent-kafka", "confluent_member.py");
        client.require();
        String name = "slow-" + protocol;
        try (Relay relay = new Relay(SLOW_MS);
                InProcessBroker broker = broker("slow-link", relay);
                Traffic _ = traffic(broker, name, PARTITIONS);
                MemberProcess first = member(client, relay, name, protocol, "first");
                MemberProcess second = member(client, relay, name, protocol, "second")) {
            Await.until(
                    "both have their share and read",
                    60,
                    () ->
                            List.of(first, second).stream()
                                    .allMatch(member ->
                                            member.assigned().size() == PARTITIONS / 2
                                                    && member.hasRead()),
                    () -> List.of(first.complaints(), second.complaints()));
            int connections = relay.accepted();
            long startedNs = System.nanoTime();

            Await.until(
                    "%d s have passed, or a client has connected again".formatted(SLOW_S),
                    SLOW_S + 60,
                    () ->
                            relay.accepted() > connections
                                    || System.nanoTime() - startedNs
                                            > TimeUnit.SECONDS.toNanos(SLOW_S),
                    relay::accepted);

            assertEquals(connections, relay.accepted(), first::complaints);
            assertEquals(PARTITIONS / 2, first.assigned().size());
            assertEquals(PARTITIONS / 2, second.assigned().size());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void allConnectionsAreGoneForAWhile_nobodyIsExpired(String protocol) throws Exception {
        String name = "proxied-" + protocol;
        List<GroupMember> members = new ArrayList<>();
        try (Relay relay = new Relay(0);
                InProcessBroker broker = broker("outage", relay);
                Traffic traffic = traffic(broker, name, MEMBERS)) {
            try {
                for (int i = 0; i < MEMBERS; i++) {
                    members.add(new GroupMember(consumer(relay, name, protocol), name));
                }
                Await.until(
                        "each has a partition and commits",
                        60,
                        () ->
                                members.stream().allMatch(one -> one.assigned().size() == 1)
                                        && committed(members).size() == MEMBERS,
                        () -> members.stream().map(GroupMember::assigned).toList());
                List<Set<TopicPartition>> owned =
                        members.stream().map(GroupMember::assigned).toList();
                List<Long> rebalances = members.stream().map(GroupMember::rebalances).toList();

                CompletableFuture<?> outage = relay.cut(OUTAGE);
                Map<Integer, Long> ends = traffic.ends();

                Await.until(
                        "each commits what came afterwards",
                        60,
                        () ->
                                outage.isDone()
                                        && ends.entrySet().stream()
                                                .allMatch(end ->
                                                        committed(members)
                                                                        .getOrDefault(
                                                                                end.getKey(), 0L)
                                                                > end.getValue()),
                        () -> ends + " and " + committed(members));
                assertEquals(owned, members.stream().map(GroupMember::assigned).toList());
                assertEquals(rebalances, members.stream().map(GroupMember::rebalances).toList());
                traffic.stop();
            } finally {
                members.forEach(GroupMember::close);
            }
        }
    }

    /// Its second listener is behind the relay; the first one, [InProcessBroker#bootstrap], is not.
    private InProcessBroker broker(String name, Relay relay) throws IOException {
        int port = BrokerProcess.freePort();
        InProcessBroker broker =
                InProcessBroker.start(
                        name,
                        folder,
                        Map.of(
                                "listeners",
                                "PLAINTEXT://127.0.0.1:0,RELAYED://127.0.0.1:" + port,
                                "advertised.listeners",
                                "PLAINTEXT://127.0.0.1:0,RELAYED://" + relay.address(),
                                "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,RELAYED:PLAINTEXT"));
        relay.passTo(port);
        return broker;
    }

    private static Traffic traffic(InProcessBroker broker, String topic, int partitions)
            throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            admin.createTopics(List.of(new NewTopic(topic, partitions, (short) 1))).all().get();
        }
        return new Traffic(broker.bootstrap(), topic);
    }

    private MemberProcess member(
            ClientProgram client, Relay relay, String name, String protocol, String member) {
        return MemberProcess.start(
                member,
                client.with(
                        relay.address(),
                        name,
                        protocol,
                        protocol.equals("classic") ? "range" : "uniform"),
                folder);
    }

    /// With its own timeouts: a session is far longer than the outage.
    private static KafkaConsumer<String, String> consumer(
            Relay relay, String name, String protocol) {
        return Clients.consumer(
                relay.address(),
                name,
                Map.of(
                        ConsumerConfig.GROUP_PROTOCOL_CONFIG,
                        protocol,
                        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
                        45_000,
                        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
                        3_000));
    }

    private static Map<Integer, Long> committed(List<GroupMember> members) {
        Map<Integer, Long> committed = new HashMap<>();
        for (GroupMember member : members) {
            member.committed()
                    .forEach((partition, offset) ->
                            committed.merge(partition.partition(), offset, Math::max));
        }
        return committed;
    }
}
