package dev.regroup.broker.assignment;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardEnvironment.Assigning;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.Assignor;
import dev.regroup.coordinator.assign.Assignors;
import dev.regroup.coordinator.assign.MemberInput;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.group.Effect.MemberToAssign;
import dev.regroup.coordinator.group.Effect.ReadAssignments;
import dev.regroup.coordinator.group.GroupCommand.AssignmentComputed;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Assigned;
import dev.regroup.coordinator.group.GroupCommand.AssignmentOutcome.Failed;
import dev.regroup.coordinator.group.GroupCommand.AssignmentsRead;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs assignors on background threads, with the topics as they are when each begins.
public final class Assignments implements Assigning {
    private static final Logger LOG = LoggerFactory.getLogger(Assignments.class);

    private final Executor background;
    private final CataloguePublication catalogue;
    private final Ticker ticker;
    private final ShardPost post;

    public Assignments(
            Executor background, CataloguePublication catalogue, Ticker ticker, ShardPost post) {
        this.background = background;
        this.catalogue = catalogue;
        this.ticker = ticker;
        this.post = post;
    }

    @Override
    public void compute(int shard, ComputeAssignment what) {
        background.execute(() ->
                post.send(
                        shard,
                        new OnGroups(
                                new AssignmentComputed(
                                        what.groupId(),
                                        what.ticket(),
                                        what.epoch(),
                                        guarded(what)))));
    }

    @Override
    public void read(int shard, ReadAssignments what) {
        background.execute(() -> {
            CatalogueView topics = catalogue.view();
            Map<String, Partitions> read = new LinkedHashMap<>();
            what.assignments()
                    .forEach((memberId, assignment) ->
                            read.put(memberId, ConsumerAssignments.read(assignment, topics)));
            post.send(
                    shard,
                    new OnGroups(new AssignmentsRead(what.groupId(), what.generationId(), read)));
        });
    }

    /// A strategy that fails must not take a background thread with it, nor leave its group without
    /// an answer.
    private AssignmentOutcome guarded(ComputeAssignment what) {
        try {
            return outcome(what);
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("group", what.groupId())
                    .addKeyValue("assignor", what.assignorName())
                    .addKeyValue("members", what.members().size())
                    .setCause(e)
                    .log("Assignor failed, the group keeps its assignment");
            return new Failed("assignor %s failed: %s".formatted(what.assignorName(), e));
        }
    }

    private AssignmentOutcome outcome(ComputeAssignment what) {
        Optional<Assignor> assignor = Assignors.named(what.assignorName());
        if (assignor.isEmpty()) {
            return new Failed("there is no assignor " + what.assignorName());
        }
        SubscribedTopics topics = new SubscribedTopics(catalogue.view(), ticker.wallClockMs());
        Map<String, MemberInput> members = new LinkedHashMap<>();
        for (MemberToAssign member : what.members()) {
            members.put(
                    member.memberId(),
                    new MemberInput(
                            member.rackId(),
                            member.groupInstanceId(),
                            topics.of(member.topicNames(), member.topicRegex()),
                            member.target()));
        }
        return new Assigned(
                topics.hash(),
                assignor.get().assign(new AssignmentInput(members, topics.inputs())),
                topics.regexes());
    }
}
