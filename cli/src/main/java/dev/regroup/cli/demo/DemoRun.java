package dev.regroup.cli.demo;

import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.demo.MemberEvent.Assigned;
import dev.regroup.cli.demo.MemberEvent.Committed;
import dev.regroup.cli.demo.MemberEvent.Received;
import dev.regroup.cli.demo.MemberEvent.Revoked;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One run: the members come and go while the lines are fed in thirds.
final class DemoRun {
    private static final int PARTITIONS = 6;
    private static final long MEMBERS_WITHIN_S = 60;
    private static final long RECORDS_WITHIN_S = 300;

    private final String bootstrap;
    private final List<Lines.Line> lines;
    private final Report report;
    private final String group = "demo-" + ProcessHandle.current().pid();
    private final Tally tally = new Tally();
    private final Rebalances rebalances = new Rebalances(PARTITIONS);
    private final List<MemberProcess> members = new ArrayList<>();

    /// Killed as soon as it receives something.
    private volatile @Nullable MemberProcess victim;

    DemoRun(String bootstrap, List<Lines.Line> lines, Report report) {
        this.bootstrap = bootstrap;
        this.lines = lines;
        this.report = report;
    }

    /// Returns whether the counts agree.
    boolean run() throws InterruptedException {
        try (DemoTopic topic = new DemoTopic(bootstrap, group, PARTITIONS)) {
            report.say(
                    "topic       %s, %d partitions; group %s"
                            .formatted(topic.name(), PARTITIONS, group));
            int third = lines.size() / 3;
            join(topic, "member 1 joins an empty group", "member-1");
            topic.send(lines.subList(0, third));
            awaitConsumed(third);

            join(topic, "members 2 and 3 join", "member-2", "member-3");

            kill(topic, third);
            awaitConsumed(lines.size());

            for (MemberProcess member : members) {
                member.leave();
            }
            report.tally(tally);
            Report.Counts counts =
                    new Report.Counts(
                            lines.size(), topic.records(), tally.distinct(), tally.duplicates());
            report.counts(counts);
            return counts.agree();
        } finally {
            for (MemberProcess member : members) {
                member.kill();
            }
        }
    }

    private void join(DemoTopic topic, String trigger, String... names)
            throws InterruptedException {
        rebalances.triggered(trigger, System.currentTimeMillis());
        for (String name : names) {
            rebalances.joined(name);
            members.add(
                    new MemberProcess(
                            name,
                            List.of(
                                    "demo-member",
                                    "--bootstrap",
                                    bootstrap,
                                    "--group",
                                    group,
                                    "--topic",
                                    topic.name(),
                                    "--name",
                                    name),
                            this::hear));
        }
        awaitSettled();
    }

    /// Kills member 2 at the moment at which it says that it has received a record: before it can
    /// commit what it was given, so that others are given it again.
    private void kill(DemoTopic topic, int third) throws InterruptedException {
        MemberProcess member = members.get(1);
        victim = member;
        topic.send(lines.subList(third, 2 * third));
        Condition.await(
                "%s to be killed at work".formatted(member.name()),
                MEMBERS_WITHIN_S,
                () -> !member.alive());
        rebalances.triggered(member.name() + " is killed (kill -9)", System.currentTimeMillis());
        rebalances.gone(member.name());
        member.awaitEnd();
        topic.send(lines.subList(2 * third, lines.size()));
        awaitSettled();
    }

    private void awaitSettled() throws InterruptedException {
        Condition.await(
                "every partition to have an owner",
                MEMBERS_WITHIN_S,
                () -> rebalances.settled() || someoneFailed());
        if (someoneFailed()) {
            throw new StartException(
                    "a member ended by itself", new IllegalStateException("member ended"));
        }
        report.rebalance(rebalances.finished());
    }

    private boolean someoneFailed() {
        List<String> expected = rebalances.members();
        return members.stream()
                .anyMatch(member -> expected.contains(member.name()) && !member.alive());
    }

    private void awaitConsumed(int count) throws InterruptedException {
        Condition.await(
                "%d records to be consumed".formatted(count),
                RECORDS_WITHIN_S,
                () -> tally.distinct() >= count);
        report.say("consumed    %d of %d lines".formatted(tally.distinct(), lines.size()));
    }

    private void hear(String member, MemberEvent event) {
        switch (event) {
            case Assigned assigned -> rebalances.assigned(member, assigned);
            case Revoked revoked -> rebalances.revoked(member, revoked);
            case Received received -> {
                MemberProcess chosen = victim;
                if (chosen != null && chosen.name().equals(member)) {
                    chosen.kill();
                }
                tally.add(received);
            }
            case Committed committed -> {}
        }
    }
}
