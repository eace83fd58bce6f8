package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.MigrationPolicy;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatRequestData;
import org.apache.kafka.common.message.ConsumerGroupHeartbeatResponseData;
import org.apache.kafka.common.message.HeartbeatResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.junit.jupiter.api.DynamicTest;

/// Requests that are refused, each with the error it is for, and the brokers that refuse them.
final class ErrorCases implements AutoCloseable {
    /// Nobody may do anything with what is called so, but make it.
    static final String SECRET = "secret";

    private static final int ROUNDS_MAX = 100_000;
    private static final int SIZE_MAX = 2;

    private final TestBroker broker = start();
    private final TestBroker withoutGroups = start();
    private final List<Case> cases = new ArrayList<>();
    private int groups;

    private record Case(ApiKeys api, Errors error, Function<WireMember, ApiMessage> provoke) {
        @Override
        public String toString() {
            return api + " " + error;
        }
    }

    ErrorCases() {
        broker.prepareGroups();
        broker.createTopic("t", 1);
        broker.createTopic(SECRET, 1);
        withoutGroups.createTopic("t", 1);
    }

    private static TestBroker start() {
        return TestBroker.start(
                new BrokerConfig(
                        1,
                        List.of(TestBroker.listener("PLAINTEXT", "127.0.0.1")),
                        TopicDefaults.DEFAULT,
                        Limits.forCores(2),
                        new GroupConfig(
                                6_000,
                                60_000,
                                100,
                                SIZE_MAX,
                                4_096,
                                new ConsumerConfig(
                                        45_000,
                                        SIZE_MAX,
                                        ConsumerConfig.ASSIGNORS,
                                        MigrationPolicy.BIDIRECTIONAL,
                                        0,
                                        0)),
                        StaticSettings.of(1, Map.of(), Map.of())),
                MemoryShardLogs.immediate(4),
                (who, operation, resource, name) ->
                        operation == AclOperation.CREATE || !name.startsWith(SECRET));
    }

    /// A member of a group that nobody else is in.
    WireMember member() {
        return new WireMember(broker, "g" + ++groups);
    }

    void on(ApiKeys api, int version, Errors error, Function<WireMember, ApiMessage> request) {
        cases.add(new Case(api, error, m -> m.call(version, request.apply(m), ApiMessage.class)));
    }

    /// As [#on], of a request that the member has sent itself.
    void add(ApiKeys api, Errors error, Function<WireMember, ApiMessage> provoke) {
        cases.add(new Case(api, error, provoke));
    }

    Stream<DynamicTest> tests() {
        return cases.stream().map(each -> DynamicTest.dynamicTest("" + each, () -> check(each)));
    }

    private void check(Case expected) {
        boolean groupsExist = expected.error != Errors.NOT_COORDINATOR;
        try (WireMember member =
                groupsExist ? member() : new WireMember(withoutGroups, "g" + ++groups)) {
            ApiMessage answer = expected.provoke.apply(member);

            assertEquals(expected.api.id, answer.apiKey());
            Set<Errors> errors = ErrorCodes.in(answer);
            errors.remove(Errors.NONE);
            assertEquals(Set.of(expected.error), errors, answer::toString);
        }
    }

    /// The member is static, and another of its instance has taken its place.
    static WireMember replaced(WireMember member) {
        member.withInstance("i").stable();
        member.another().withInstance("i").joined();
        return member;
    }

    /// The group rebalances, since another member joins; the member has not joined again yet.
    static WireMember rebalancing(WireMember member) {
        member.stable();
        WireMember other = member.another().identified();
        other.client.send(WireMember.JOIN, other.joining());
        for (int i = 0; i < ROUNDS_MAX; i++) {
            if (member.call(WireMember.HEARTBEAT, member.beating(), HeartbeatResponseData.class)
                            .errorCode()
                    == Errors.REBALANCE_IN_PROGRESS.code()) {
                return member;
            }
        }
        throw new AssertionError("no rebalance");
    }

    static WireMember consumer(WireMember group, String memberId) {
        return accepted(group, beat(group, memberId));
    }

    /// A classic group is not let in at once.
    static WireMember accepted(WireMember group, ConsumerGroupHeartbeatRequestData request) {
        for (int i = 0; i < ROUNDS_MAX; i++) {
            Errors error =
                    Errors.forCode(
                            group.call(1, request, ConsumerGroupHeartbeatResponseData.class)
                                    .errorCode());
            if (error == Errors.NONE) {
                return group;
            }
            assertEquals(Errors.COORDINATOR_LOAD_IN_PROGRESS, error);
        }
        throw new AssertionError("not let in");
    }

    /// A member of the consumer protocol joins.
    static ConsumerGroupHeartbeatRequestData beat(WireMember group, String memberId) {
        return new ConsumerGroupHeartbeatRequestData()
                .setGroupId(group.groupId)
                .setMemberId(memberId)
                .setRebalanceTimeoutMs(60_000)
                .setSubscribedTopicNames(List.of("t"))
                .setTopicPartitions(List.of());
    }

    @Override
    public void close() {
        broker.close();
        withoutGroups.close();
    }
}
