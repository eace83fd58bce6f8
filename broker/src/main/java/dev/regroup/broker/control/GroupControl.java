package dev.regroup.broker.control;

import dev.regroup.broker.api.Requests;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.control.GroupSnapshot.MemberSnapshot;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConsumersDescribed;
import dev.regroup.coordinator.group.GroupReply.Described;
import dev.regroup.coordinator.group.GroupReply.DescribedConsumer;
import dev.regroup.coordinator.group.GroupReply.Intervened;
import dev.regroup.coordinator.group.GroupReply.OffsetsFetched;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Asks the shard that holds a group and waits for its answer, which is durable by then. For any
/// thread but a shard's.
public final class GroupControl {
    private static final long ANSWER_WITHIN_S = 30;

    private final Requests requests;
    private final CataloguePublication catalogue;

    public GroupControl(Requests requests, CataloguePublication catalogue) {
        this.requests = requests;
        this.catalogue = catalogue;
    }

    /// The group, if there is one.
    ///
    /// @throws IllegalStateException if the shard gave no answer, or had lost its log
    public Optional<GroupSnapshot> describe(String groupId) throws InterruptedException {
        return switch (ask(groupId, token -> new GroupCommand.Describe(token, groupId))) {
            case Described described -> Optional.of(snapshot(described));
            case Rejected rejected when isAbsent(rejected) -> describeConsumers(groupId);
            case GroupReply other -> throw unexpected(groupId, other);
        };
    }

    private Optional<GroupSnapshot> describeConsumers(String groupId) throws InterruptedException {
        return switch (ask(groupId, token -> new GroupCommand.DescribeConsumers(token, groupId))) {
            case ConsumersDescribed described -> Optional.of(snapshot(described));
            case Rejected rejected when isAbsent(rejected) -> Optional.empty();
            case GroupReply other -> throw unexpected(groupId, other);
        };
    }

    /// The offsets that the group has committed, of one topic, by partition; empty for a group that
    /// is none.
    public SortedMap<Integer, Long> committed(String groupId, String topic)
            throws InterruptedException {
        GroupReply reply =
                ask(
                        groupId,
                        token -> new GroupCommand.FetchOffsets(token, groupId, Optional.empty()));
        if (!(reply instanceof OffsetsFetched fetched)) {
            throw unexpected(groupId, reply);
        }
        SortedMap<Integer, Long> committed = new TreeMap<>();
        fetched.offsets().stream()
                .filter(one -> one.partition().topic().equals(topic))
                .forEach(one ->
                        one.offset()
                                .ifPresent(offset ->
                                        committed.put(
                                                one.partition().partition(), offset.offset())));
        return committed;
    }

    /// Does what happens when a member's session expires; false if group or member is unknown.
    ///
    /// @throws IllegalStateException as [#describe]
    public boolean endSession(String groupId, String memberId) throws InterruptedException {
        return intervened(
                groupId,
                ask(groupId, token -> new GroupCommand.EndSession(token, groupId, memberId)));
    }

    /// Makes all members join again, or, in a group of the consumer protocol, be assigned anew;
    /// false if there is no such group.
    ///
    /// @throws IllegalStateException as [#describe]
    public boolean rebalance(String groupId, String reason) throws InterruptedException {
        return intervened(
                groupId, ask(groupId, token -> new GroupCommand.Rebalance(token, groupId, reason)));
    }

    private static boolean intervened(String groupId, GroupReply reply) {
        return switch (reply) {
            case Intervened done -> true;
            case Rejected rejected when isAbsent(rejected) -> false;
            case GroupReply other -> throw unexpected(groupId, other);
        };
    }

    private static boolean isAbsent(Rejected rejected) {
        return rejected.reason() == Reason.GROUP_ID_NOT_FOUND
                || rejected.reason() == Reason.UNKNOWN_MEMBER_ID;
    }

    private GroupReply ask(String groupId, Function<ReplyToken, GroupCommand.OnGroup> command)
            throws InterruptedException {
        BlockingQueue<GroupReply> answer = new LinkedBlockingQueue<>(1);
        ReplyTo<GroupReply> replyTo = answer::add;
        requests.onGroup(command.apply(replyTo));
        GroupReply reply = answer.poll(ANSWER_WITHIN_S, TimeUnit.SECONDS);
        if (reply == null) {
            throw new IllegalStateException(
                    "the shard of group %s gave no answer within %d s"
                            .formatted(groupId, ANSWER_WITHIN_S));
        }
        return reply;
    }

    private static IllegalStateException unexpected(String groupId, GroupReply reply) {
        return new IllegalStateException("group %s: %s".formatted(groupId, reply));
    }

    private static GroupSnapshot snapshot(Described described) {
        return new GroupSnapshot(
                described.state(),
                described.members().stream()
                        .map(member ->
                                new MemberSnapshot(
                                        member.memberId(),
                                        member.groupInstanceId(),
                                        member.clientId(),
                                        Assignment.partitions(
                                                described.protocolType(), member.assignment())))
                        .toList());
    }

    private GroupSnapshot snapshot(ConsumersDescribed described) {
        CatalogueView topics = catalogue.view();
        return new GroupSnapshot(
                described.state(),
                described.members().stream()
                        .map(DescribedConsumer::member)
                        .map(member ->
                                new MemberSnapshot(
                                        member.memberId(),
                                        member.metadata().groupInstanceId(),
                                        member.metadata().clientId(),
                                        Assignment.partitions(
                                                topics, member.current().assigned().partitions())))
                        .toList());
    }
}
