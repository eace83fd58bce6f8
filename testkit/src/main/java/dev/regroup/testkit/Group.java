package dev.regroup.testkit;

import dev.regroup.testkit.bridge.BrokerBridge;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// A consumer group as the broker sees it: to wait for, to look at, and to disturb.
///
/// Whatever waits does so by looking every few milliseconds, and fails with what it saw last.
public final class Group {
    private static final long LOOK_AGAIN_NS = 5_000_000;
    private static final String STABLE = "Stable";

    private final String groupId;
    private final BrokerBridge broker;

    Group(String groupId, BrokerBridge broker) {
        this.groupId = groupId;
        this.broker = broker;
    }

    /// What the group is now; a group that is unknown is `Dead`, without members.
    public GroupDescription describe() {
        return uninterrupted(() -> describe(broker.describe(groupId)));
    }

    /// Waits until the group is stable with this many members, each of which has been given its
    /// assignment.
    ///
    /// @throws AssertionError if it is not within `timeout`
    public GroupDescription awaitStable(int members, Duration timeout) {
        return await(
                "to be stable with %d members".formatted(members),
                timeout,
                group -> group.state().equals(STABLE) && group.members().size() == members);
    }

    /// Waits until `condition` holds.
    ///
    /// @param what completes "waited for the group ..."
    /// @throws AssertionError if it does not within `timeout`
    public GroupDescription await(
            String what, Duration timeout, Predicate<GroupDescription> condition) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            GroupDescription group = describe();
            if (condition.test(group)) {
                return group;
            }
            lookAgain(deadlineNs, "group %s %s; it is %s".formatted(groupId, what, group));
        }
    }

    /// The offsets committed for a topic, by partition.
    public SortedMap<Integer, Long> committed(String topic) {
        return uninterrupted(() -> broker.committed(groupId, topic));
    }

    /// Waits until the offsets committed for a topic add up to `sum` or more: for a topic from
    /// whose beginning the group has read, until so many records are accounted for.
    ///
    /// @throws AssertionError if they do not within `timeout`
    public void awaitCommitted(String topic, long sum, Duration timeout) {
        long deadlineNs = System.nanoTime() + timeout.toNanos();
        while (true) {
            SortedMap<Integer, Long> committed = committed(topic);
            if (committed.values().stream().mapToLong(Long::longValue).sum() >= sum) {
                return;
            }
            lookAgain(
                    deadlineNs,
                    "group %s to commit %d records of %s; committed is %s"
                            .formatted(groupId, sum, topic, committed));
        }
    }

    /// Expires a member as if nothing had been heard of it for its session timeout: its partitions
    /// go to the others, and it learns that it is unknown when it next speaks.
    ///
    /// @param member a member id, or a client id that one member has
    /// @throws AssertionError if there is not exactly one such member
    public void expireMember(String member) {
        GroupDescription group = describe();
        List<String> found = new ArrayList<>();
        for (GroupDescription.Member one : group.members()) {
            if (one.memberId().equals(member) || one.clientId().equals(member)) {
                found.add(one.memberId());
            }
        }
        if (found.size() != 1
                || !uninterrupted(() -> broker.endSession(groupId, found.getFirst()))) {
            throw new AssertionError(
                    "expected one member %s in group %s, found %s"
                            .formatted(member, groupId, group));
        }
    }

    /// Makes all members join again, as they do when partitions are added. Returns at once; the
    /// members hear of it with their next heartbeats.
    ///
    /// @throws AssertionError if there is no such group
    public void forceRebalance() {
        if (!uninterrupted(() -> broker.rebalance(groupId, "the test asked for it"))) {
            throw new AssertionError("there is no group " + groupId);
        }
    }

    private static GroupDescription describe(Optional<BrokerBridge.GroupState> state) {
        List<GroupDescription.Member> members = new ArrayList<>();
        state.ifPresent(group ->
                group.members()
                        .forEach((memberId, member) ->
                                members.add(
                                        new GroupDescription.Member(
                                                memberId, member.clientId(), partitions(member)))));
        return new GroupDescription(
                state.map(BrokerBridge.GroupState::name).orElse("Dead"), members);
    }

    private static List<GroupDescription.Partition> partitions(BrokerBridge.MemberState member) {
        List<GroupDescription.Partition> partitions = new ArrayList<>();
        member.partitions()
                .forEach((topic, numbers) ->
                        numbers.forEach(number ->
                                partitions.add(new GroupDescription.Partition(topic, number))));
        return partitions;
    }

    private static void lookAgain(long deadlineNs, String what) {
        if (System.nanoTime() > deadlineNs) {
            throw new AssertionError("waited in vain for " + what);
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new IllegalStateException("interrupted while waiting for " + what);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NS);
    }

    private interface Question<T> extends Callable<T> {
        @Override
        T call() throws InterruptedException;
    }

    private static <T> T uninterrupted(Question<T> question) {
        try {
            return question.call();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while asking the broker", e);
        }
    }
}
