package dev.regroup.cli.demo;

import dev.regroup.cli.demo.member.GroupProtocol;
import dev.regroup.cli.demo.member.MemberProcess;
import dev.regroup.cli.demo.model.Counts;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.terminal.Screen;
import dev.regroup.cli.demo.topic.DemoTopic;
import dev.regroup.cli.demo.topic.Feeder;
import dev.regroup.cli.demo.topic.GroupWatch;
import dev.regroup.cli.demo.topic.LineSource;
import dev.regroup.cli.demo.topic.SystemLogs;
import dev.regroup.cli.demo.view.Frame;
import dev.regroup.cli.demo.view.Summary;
import dev.regroup.cli.demo.view.View;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// One demo on one broker: puts it together, runs it, and draws the balance.
final class Demo {
    private static final int PARTITIONS = 6;
    private static final long USUAL_LINES_PER_S = 500;

    private final Wishes wishes;
    private final Cleanup cleanup;
    private final PrintWriter out;
    private final Inbox inbox = new Inbox();

    /// What the command line asks for.
    ///
    /// @param files empty for what the machine has
    /// @param linesPerS empty for what suits
    /// @param plain no picture, whatever the terminal
    /// @param tidy whether topic and group are removed at the end
    record Wishes(
            String address,
            List<Path> files,
            GroupProtocol protocol,
            OptionalLong linesPerS,
            boolean plain,
            boolean tidy) {}

    /// @param cleanup undoes what this does, at the end of the process if need be
    Demo(Wishes wishes, Cleanup cleanup, PrintWriter out) {
        this.wishes = wishes;
        this.cleanup = cleanup;
        this.out = out;
    }

    /// Returns whether the counts agree.
    boolean run() throws InterruptedException, IOException {
        String name = "demo-" + ProcessHandle.current().pid();
        Optional<LineSource> given = source();
        try (DemoTopic topic = new DemoTopic(wishes.address(), name, PARTITIONS)) {
            topic.require(wishes.protocol());
            LineSource source = given.isPresent() ? given.get() : topic.settings();
            Frame frame =
                    new Frame(
                            wishes.address(),
                            name,
                            wishes.protocol().toString(),
                            source.description(),
                            System.currentTimeMillis(),
                            true,
                            false);
            DemoState state = new DemoState(PARTITIONS, System.currentTimeMillis());
            Crew crew =
                    new Crew(
                            new MemberProcess.Place(
                                    wishes.address(), name, name, wishes.protocol()),
                            inbox);
            cleanup.add(crew::killAll);
            try (Feeder feeder =
                            new Feeder(
                                    wishes.address(),
                                    topic,
                                    source,
                                    wishes.linesPerS().orElse(USUAL_LINES_PER_S),
                                    inbox::happened);
                    GroupWatch watch = GroupWatch.start(topic, inbox::happened)) {
                cleanup.add(feeder::close);
                feeder.start();
                play(
                        state,
                        frame,
                        new DemoRun.Hands(
                                crew, feeder, watch, wishes.linesPerS().orElse(Feeder.UNPACED)));
            } finally {
                inbox.close();
            }
            crew.dismiss();
            return balance(state, topic);
        }
    }

    /// Shows it while it runs: as a picture if possible, else as lines.
    private void play(DemoState state, Frame frame, DemoRun.Hands hands)
            throws InterruptedException {
        Optional<Screen> screen = screen();
        if (screen.isEmpty()) {
            out.println("broker      " + frame.address());
            out.println(
                    "topic       %s, %d partitions; group %s, %s protocol"
                            .formatted(frame.group(), PARTITIONS, frame.group(), frame.protocol()));
            out.println("lines       from " + frame.source());
            new DemoRun(state, frame, inbox, hands, new PlainFace(out)).run();
            return;
        }
        try (Screen drawn = screen.get()) {
            View view = new View(drawn.encoding(), System.getenv("NO_COLOR") == null);
            new DemoRun(state, frame, inbox, hands, new LiveFace(drawn, view)).run();
        }
        // What was to be seen stays to be read.
        state.rebalances().forEach(rebalance -> out.println(Summary.rebalance(rebalance)));
    }

    private Optional<Screen> screen() {
        if (wishes.plain()
                || Optional.ofNullable(System.console()).filter(Console::isTerminal).isEmpty()) {
            return Optional.empty();
        }
        Optional<Screen> screen = Screen.open(inbox::pressed);
        screen.ifPresent(drawn -> cleanup.add(drawn::close));
        return screen;
    }

    /// Empty if there are no files, neither given nor on the machine.
    private Optional<LineSource> source() throws IOException {
        return wishes.files().isEmpty()
                ? SystemLogs.in(SystemLogs.FOLDER)
                : Optional.of(LineSource.files(LineSource.names(wishes.files()), wishes.files()));
    }

    private boolean balance(DemoState state, DemoTopic topic) throws InterruptedException {
        Counts counts =
                new Counts(
                        state.fed().acknowledged(),
                        topic.records(),
                        state.work().distinct(),
                        state.work().duplicates(),
                        state.work().mayComeAgain());
        Summary.counts(state, counts).forEach(out::println);
        out.flush();
        if (wishes.tidy()) {
            topic.remove();
        }
        return counts.disagreements().isEmpty();
    }
}
