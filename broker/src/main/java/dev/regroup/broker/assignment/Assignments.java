package dev.regroup.broker.assignment;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.plugin.Plugins;
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
    private final Authorizer authorizer;
    private final Ticker ticker;
    private final ShardPost post;
    private final Plugins plugins;
    private final PluginCalls calls;
    private final Failures failures = new Failures();

    /// What is at hand to assign with.
    ///
    /// @param background runs the broker's own strategies
    /// @param authorizer asked which topics a member's pattern may stand for
    public record Means(Executor background, Authorizer authorizer, Plugins plugins) {}

    public Assignments(Means means, CataloguePublication catalogue, Ticker ticker, ShardPost post) {
        this.background = means.background;
        this.authorizer = means.authorizer;
        this.plugins = means.plugins;
        this.catalogue = catalogue;
        this.ticker = ticker;
        this.post = post;
        this.calls = new PluginCalls(plugins.assignorTimeoutMs());
    }

    @Override
    public void compute(int shard, ComputeAssignment what) {
        Optional<Assignor> plugin = plugins.assignor(what.assignorName());
        background.execute(() -> {
            if (plugin.isPresent()) {
                calls.start(
                        what.groupId(),
                        () -> guarded(what, plugin.get()),
                        attempt -> answer(shard, what, attempt));
            } else {
                answer(shard, what, own(what));
            }
        });
    }

    private void answer(int shard, ComputeAssignment what, Attempt attempt) {
        if (attempt.outcome() instanceof Assigned) {
            failures.end(what.groupId());
        } else {
            attempt.cause()
                    .filter(cause -> failures.isNew(what.groupId(), what.epoch()))
                    .ifPresent(cause -> log(what, cause));
        }
        post.send(
                shard,
                new OnGroups(
                        new AssignmentComputed(
                                what.groupId(), what.ticket(), what.epoch(), attempt.outcome())));
    }

    private static void log(ComputeAssignment what, Throwable cause) {
        LOG.atError()
                .addKeyValue("group", what.groupId())
                .addKeyValue("assignor", what.assignorName())
                .addKeyValue("members", what.members().size())
                .setCause(cause)
                .log("Assignor failed, the group keeps its assignment");
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

    private Attempt own(ComputeAssignment what) {
        return Assignors.named(what.assignorName())
                .map(assignor -> guarded(what, assignor))
                .orElseGet(() ->
                        Attempt.answered(
                                new Failed("there is no assignor " + what.assignorName())));
    }

    /// A strategy that fails, in whatever way, must not take its thread with it, nor leave its
    /// group without an answer.
    private Attempt guarded(ComputeAssignment what, Assignor assignor) {
        try {
            return Attempt.answered(assigned(what, assignor));
        } catch (Throwable e) {
            return Attempt.failed("assignor %s failed: %s".formatted(what.assignorName(), e), e);
        }
    }

    private AssignmentOutcome assigned(ComputeAssignment what, Assignor assignor) {
        SubscribedTopics topics =
                new SubscribedTopics(catalogue.view(), authorizer, what.regexes());
        Map<String, MemberInput> members = new LinkedHashMap<>();
        for (MemberToAssign member : what.members()) {
            members.put(
                    member.memberId(),
                    new MemberInput(
                            member.rackId(),
                            member.groupInstanceId(),
                            topics.of(member),
                            member.target()));
        }
        return new Assigned(
                topics.hash(),
                assignor.assign(new AssignmentInput(members, topics.inputs())),
                topics.regexes(ticker.wallClockMs()));
    }
}
