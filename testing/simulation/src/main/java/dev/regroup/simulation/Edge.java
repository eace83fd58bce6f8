package dev.regroup.simulation;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.catalogue.TopicIds;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.OnGroup;
import dev.regroup.coordinator.group.GroupCommand.ReleaseHeartbeat;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten.Remaining;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Where requests enter the node and replies leave it: what a handler does with them, and what must
/// hold for them, whoever asks.
final class Edge {
    private static final int MEMBERS_PER_COMMAND = 3;

    private final World world;
    private final Set<Answer> unanswered = new LinkedHashSet<>();
    private final List<EdgeCheck> checks;
    private Optional<SimulatedNode> node = Optional.empty();

    /// Where a request would be answered to that is only looked at.
    static final ReplyTo<GroupReply> NOWHERE =
            new ReplyTo<>() {
                @Override
                public void deliver(GroupReply reply) {
                    throw new IllegalStateException("nobody asked for " + reply);
                }

                @Override
                public String toString() {
                    return "*";
                }
            };

    /// A request of a client, to be asked as often as the network likes.
    interface Question {
        OnGroup ask(ReplyTo<GroupReply> replyTo);
    }

    /// Looks at a request when it enters, and at the reply when it leaves.
    interface EdgeCheck {
        Consumer<GroupReply> submitted(OnGroup command);
    }

    private final class Answer implements ReplyTo<GroupReply> {
        private Consumer<GroupReply> to = reply -> {};
        private @Nullable OnGroup question;
        private boolean isGiven;

        @Override
        public void deliver(GroupReply reply) {
            if (isGiven) {
                world.complaints.add(
                        question == null ? "" : question.groupId(),
                        "every request is answered once",
                        "%s was answered again, with %s".formatted(question, reply));
                return;
            }
            isGiven = true;
            unanswered.remove(this);
            to.accept(reply);
        }

        @Override
        public String toString() {
            return "*";
        }
    }

    Edge(World world) {
        this.world = world;
        this.checks = List.of(new OffsetHistory(world), new Generations(world), new Fencing(world));
    }

    /// From now on requests go to this node; whatever the one before it owed is lost.
    void attach(SimulatedNode next) {
        node = Optional.of(next);
        unanswered.clear();
    }

    SimulatedNode node() {
        return node.orElseThrow();
    }

    /// Requests that have not been answered, in words.
    List<String> unanswered() {
        return unanswered.stream().map(answer -> String.valueOf(answer.question)).toList();
    }

    /// @param from the connection, of a request that a member sends for itself
    void submit(Question question, Optional<ConnectionId> from, Consumer<GroupReply> to) {
        Answer answer = new Answer();
        OnGroup command = question.ask(answer);
        answer.question = command;
        if (command instanceof CommitOffsets commit) {
            Optional<GroupReply> refusal = refusal(commit);
            if (refusal.isPresent()) {
                to.accept(refusal.get());
                return;
            }
        }
        List<Consumer<GroupReply>> hearers =
                checks.stream().map(check -> check.submitted(command)).toList();
        answer.to =
                reply -> {
                    hearers.forEach(hearer -> hearer.accept(reply));
                    to.accept(reply);
                };
        unanswered.add(answer);
        int shard = node().placement().shardOfGroup(command.groupId());
        // Its answer must not wait behind a heartbeat's that is held.
        from.ifPresent(connection ->
                node().request(shard, new OnGroups(new ReleaseHeartbeat(connection))));
        node().request(shard, new OnGroups(command, from));
    }

    /// As the handler of OffsetCommit does, before a shard is asked.
    private Optional<GroupReply> refusal(CommitOffsets commit) {
        CatalogueView catalogue = node().catalogue();
        Map<TopicPartition, Reason> refused = new LinkedHashMap<>();
        for (OffsetToCommit offset : commit.offsets()) {
            Optional<Topic> topic = catalogue.byId(TopicIds.uuid(offset.topicId()));
            if (topic.filter(known -> known.hasPartition(offset.partition().partition()))
                    .isEmpty()) {
                refused.put(offset.partition(), Reason.UNKNOWN_TOPIC);
            }
        }
        return refused.isEmpty() ? Optional.empty() : Optional.of(new OffsetsCommitted(refused));
    }

    /// A client has closed a connection, or lost it.
    void closed(ConnectionId connection, Set<Integer> shards) {
        shards.forEach(shard -> tell(shard, connection));
    }

    private void tell(int shard, ConnectionId connection) {
        SimulatedNode told = node();
        ReplyTo<GroupReply> counted =
                reply -> {
                    if (reply instanceof ConnectionForgotten forgotten) {
                        if (forgotten.members() > 0) {
                            told.drops().dropped(forgotten.atMs(), forgotten.members());
                        }
                        if (forgotten.remaining() == Remaining.MEMBERS) {
                            tell(shard, connection);
                        }
                    }
                };
        told.request(
                shard,
                new OnGroups(new ConnectionClosed(counted, connection, MEMBERS_PER_COMMAND)));
    }
}
