package dev.regroup.testkit.inside;

import dev.regroup.app.LocalBroker;
import dev.regroup.broker.control.GroupSnapshot;
import dev.regroup.broker.control.GroupSnapshot.MemberSnapshot;
import dev.regroup.testkit.bridge.BrokerBridge;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/// A broker as the other side sees it.
final class InsideBroker implements BrokerBridge {
    private static final short REPLICATION_FACTOR = 1;

    private final LocalBroker broker;
    private final FirstFailure failure;

    InsideBroker(LocalBroker broker, FirstFailure failure) {
        this.broker = broker;
        this.failure = failure;
    }

    @Override
    public String address() {
        failure.rethrow();
        return broker.addresses().getFirst();
    }

    @Override
    public void createTopic(String name, int partitions) throws InterruptedException {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", address()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, REPLICATION_FACTOR)))
                    .all()
                    .get();
        } catch (ExecutionException e) {
            throw new IllegalArgumentException(
                    "topic %s cannot be created: %s".formatted(name, e.getCause()), e);
        }
    }

    @Override
    public Optional<GroupState> describe(String groupId) throws InterruptedException {
        failure.rethrow();
        return broker.groupControl().describe(groupId).map(InsideBroker::state);
    }

    private static GroupState state(GroupSnapshot group) {
        SortedMap<String, MemberState> members = new TreeMap<>();
        for (MemberSnapshot member : group.members()) {
            members.put(
                    member.memberId(),
                    new MemberState(
                            member.clientId(), member.groupInstanceId(), member.partitions()));
        }
        return new GroupState(group.state().wireName(), members);
    }

    @Override
    public SortedMap<Integer, Long> committed(String groupId, String topic)
            throws InterruptedException {
        failure.rethrow();
        return broker.groupControl().committed(groupId, topic);
    }

    @Override
    public boolean endSession(String groupId, String memberId) throws InterruptedException {
        failure.rethrow();
        return broker.groupControl().endSession(groupId, memberId);
    }

    @Override
    public boolean rebalance(String groupId, String reason) throws InterruptedException {
        failure.rethrow();
        return broker.groupControl().rebalance(groupId, reason);
    }

    @Override
    public void close() {
        broker.close();
    }
}
