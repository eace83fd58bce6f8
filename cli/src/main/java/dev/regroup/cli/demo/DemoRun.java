package dev.regroup.cli.demo;

import dev.regroup.cli.broker.StartException;
import dev.regroup.cli.demo.model.DemoEvent;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.GroupMember;
import dev.regroup.cli.demo.model.GroupMember.Condition;
import dev.regroup.cli.demo.terminal.Key;
import dev.regroup.cli.demo.topic.Feeder;
import dev.regroup.cli.demo.topic.GroupWatch;
import dev.regroup.cli.demo.view.Frame;
import java.util.Optional;

/// Runs the demo on one thread: takes what has come in, follows the story or the keys, shows how
/// things are; until everything that was fed is worked off, or somebody cannot wait for that.
final class DemoRun {
    static final int MEMBERS_MAX = 12;
    static final int PARTITIONS_MAX = 48;
    static final int PARTITIONS_ADDED = 2;

    private static final long SHOW_EVERY_MS = 100;

    /// So that a member that is about to be killed has something to leave undone.
    private static final long WITHHOLDS_FOR_MS = 700;

    /// If nothing comes that it could leave undone.
    private static final long WITHHOLDS_MAX_MS = 5_000;

    /// Longer than any session timeout of a group that should go on.
    private static final long SILENCE_MAX_MS = 120_000;

    private final DemoState state;
    private final Frame frame;
    private final Inbox inbox;
    private final Crew crew;
    private final Feeder feeder;
    private final GroupWatch watch;
    private final long paceAfterStory;
    private final Story story;
    private final Face face;

    private boolean autopilot = true;
    private boolean ending;
    private boolean atOnce;
    private long lastSignOfLifeMs;

    /// Whom the run tells what to do.
    ///
    /// @param paceAfterStory lines a second when the story is told and only the rest is to be fed
    record Hands(Crew crew, Feeder feeder, GroupWatch watch, long paceAfterStory) {}

    DemoRun(DemoState state, Frame frame, Inbox inbox, Hands hands, Face face) {
        this.state = state;
        this.frame = frame;
        this.inbox = inbox;
        this.crew = hands.crew();
        this.feeder = hands.feeder();
        this.watch = hands.watch();
        this.paceAfterStory = hands.paceAfterStory();
        this.story = new Story(face.lookMs());
        this.face = face;
        this.lastSignOfLifeMs = state.startedAtMs();
    }

    /// Returns at the end.
    ///
    /// @throws StartException if it cannot go on
    void run() throws InterruptedException {
        long shownAtMs = 0;
        while (!atOnce && !(ending && state.drained())) {
            for (Inbox.Item item : inbox.take(SHOW_EVERY_MS / 2)) {
                switch (item) {
                    case Inbox.Item.Happened happened -> apply(happened.event());
                    case Inbox.Item.Pressed pressed -> pressed(pressed.key());
                }
            }
            runOnce(System.currentTimeMillis());
            if (System.currentTimeMillis() - shownAtMs >= SHOW_EVERY_MS) {
                show();
                shownAtMs = System.currentTimeMillis();
            }
        }
        show();
    }

    private void runOnce(long nowMs) {
        Optional<String> failure = state.failure();
        if (failure.isPresent()) {
            throw new StartException(failure.get());
        }
        if (nowMs - lastSignOfLifeMs > SILENCE_MAX_MS) {
            throw new StartException(
                    "no member has done anything for %d s".formatted(SILENCE_MAX_MS / 1000));
        }
        killCondemned(nowMs);
        if (ending) {
            ensureSomebodyWorks();
        } else if (autopilot) {
            story.next(state, nowMs)
                    .ifPresent(act -> {
                        announce(act.announcement());
                        act.keys().forEach(this::obey);
                    });
            if (story.told(state, nowMs)) {
                announce("That is the story. What is left of the lines follows.");
                ending = true;
                feeder.finish(paceAfterStory);
            }
        }
    }

    private void apply(DemoEvent event) {
        state.apply(event);
        lastSignOfLifeMs = Math.max(lastSignOfLifeMs, state.lastChangeAtMs());
    }

    private void announce(String text) {
        apply(new DemoEvent.Announced(System.currentTimeMillis(), text));
    }

    private void show() {
        face.show(state, frame.at(System.currentTimeMillis(), autopilot && !ending, ending));
    }

    private void pressed(Key key) {
        if (key == Key.QUIT) {
            quit();
        } else if (!ending) {
            autopilot = false;
            announce("You are in charge.");
            obey(key);
        }
    }

    private void quit() {
        atOnce = ending;
        ending = true;
        feeder.stop();
        announce("Working off what has been fed.");
    }

    private void obey(Key key) {
        switch (key) {
            case ADD_MEMBER -> addMember();
            case STOP_MEMBER -> youngest().ifPresent(name -> apply(crew.stop(name)));
            case KILL_MEMBER -> youngest().ifPresent(name -> apply(crew.condemn(name)));
            case ADD_PARTITIONS -> addPartitions();
            case QUIT, OTHER -> {}
        }
    }

    private void addMember() {
        if (state.members().size() == MEMBERS_MAX) {
            announce("%d members are enough for one machine.".formatted(MEMBERS_MAX));
        } else {
            apply(crew.start());
        }
    }

    private void addPartitions() {
        if (state.ownership().partitions() + PARTITIONS_ADDED > PARTITIONS_MAX) {
            announce("%d partitions are enough for one screen.".formatted(PARTITIONS_MAX));
        } else if (!watch.grow(PARTITIONS_ADDED)) {
            announce("Partitions are being added already.");
        }
    }

    /// The member that was started last, of those at work.
    private Optional<String> youngest() {
        Optional<String> youngest =
                state.members().reversed().stream()
                        .filter(member -> member.condition() == Condition.WORKING)
                        .map(GroupMember::name)
                        .findFirst();
        if (youngest.isEmpty()) {
            announce("No member is at work.");
        }
        return youngest;
    }

    /// Kills members that were told to withhold their commits, as soon as they have something to
    /// leave undone: so that it is certain that others get it again.
    private void killCondemned(long nowMs) {
        for (GroupMember member : state.members()) {
            long forMs = nowMs - member.sinceMs();
            boolean due =
                    switch (member.condition()) {
                        case CONDEMNED -> forMs > WITHHOLDS_MAX_MS;
                        case WITHHOLDING ->
                                forMs > WITHHOLDS_MAX_MS
                                        || (forMs >= WITHHOLDS_FOR_MS
                                                && state.work().uncommitted(member.name()) > 0);
                        case STARTING, WORKING, LEAVING, KILLED -> false;
                    };
            if (due) {
                apply(crew.kill(member.name()));
            }
        }
    }

    /// The rest would never be worked off if everybody had been stopped.
    private void ensureSomebodyWorks() {
        boolean somebody =
                state.members().stream()
                        .anyMatch(member ->
                                member.condition() == Condition.STARTING
                                        || member.condition() == Condition.WORKING);
        if (!somebody) {
            apply(crew.start());
        }
    }
}
