package dev.regroup.simulation;

import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.MigrationPolicy;
import dev.regroup.simulation.Complaints.Complaint;
import dev.regroup.simulation.Crowd.Kind;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.FaultDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;

/// One seed: groups of all kinds live on one node for a minute of virtual time, while their members
/// come and go, the network and the disk fail, and the node crashes; then everything is left in
/// peace, and has to settle.
final class Simulation {
    private static final int UNREST_MS = 60_000;
    private static final int REST_MS = 60_000;
    private static final int FAREWELL_MS = 20_000;
    private static final int IDLE_STEPS_MAX = 100_000;
    private static final int SESSION_TIMEOUT_MS = 7_000;
    private static final GroupConfig CONFIG =
            new GroupConfig(
                    6_000,
                    1_800_000,
                    3_000,
                    Integer.MAX_VALUE,
                    4_096,
                    new ConsumerConfig(
                            SESSION_TIMEOUT_MS,
                            Integer.MAX_VALUE,
                            ConsumerConfig.ASSIGNORS,
                            MigrationPolicy.BIDIRECTIONAL,
                            50,
                            250));

    private final World world;
    private final ReplayWatch watch;
    private final List<Crowd> crowds = new ArrayList<>();
    private final OffsetClient simple;
    private FaultDisk disk = new FaultDisk();
    private boolean isOver;
    private boolean isQuiet;
    private long steps;
    private long lives;

    /// @param steps what happened, counted
    /// @param lives of the node
    record Outcome(long steps, long lives, Optional<Failure> failure) {}

    /// @param step at which it was found
    /// @param trace the last things that happened to its group
    record Failure(long step, long atMs, Complaint complaint, List<String> trace) {}

    Simulation(long seed, Trace.Echo echo) {
        this.world = new World(new SplittableRandom(seed), echo);
        this.watch = new ReplayWatch(CONFIG, Topics.OFFSETS, world.complaints, world.ownership);
        for (Kind kind : Kind.values()) {
            crowds.add(
                    new Crowd(
                            world,
                            "%s-%d"
                                    .formatted(
                                            kind.name().toLowerCase(Locale.ROOT),
                                            world.random.nextInt(100)),
                            kind));
        }
        this.simple = new OffsetClient(world, "simple", 2);
    }

    Outcome run(int traceLines) {
        boot();
        plan();
        while (!isOver && world.complaints.found().isEmpty()) {
            world.trace.atStep(++steps);
            try {
                step();
            } catch (StorageException cut) {
                if (!disk.isOff()) {
                    throw cut;
                }
            } catch (AssertionError failed) {
                world.complaints.add("", "nothing fails without a cause", failed.toString());
            }
            if (disk.isOff()) {
                crash();
            }
        }
        return new Outcome(steps, lives, failure(traceLines));
    }

    private Optional<Failure> failure(int traceLines) {
        return world.complaints.found().stream()
                .findFirst()
                .map(complaint ->
                        new Failure(
                                steps,
                                world.nowMs(),
                                complaint,
                                world.trace.last(complaint.groupId(), traceLines)));
    }

    private void step() {
        SimulatedNode node = world.edge.node();
        if (world.random.nextInt(5) != 0 && node.step(world.random)) {
            return;
        }
        long next = Math.min(world.agenda.nextMs(), node.nextDeadlineMs());
        world.ticker.advance(Math.max(0, next - world.nowMs()));
        if (world.agenda.nextMs() <= world.nowMs()) {
            world.agenda.runNext();
        } else {
            node.step(world.random);
        }
    }

    // ---- the node's life ----

    private void boot() {
        lives++;
        world.trace.note("", "node", "starts");
        try {
            world.edge.attach(new SimulatedNode(disk, world.ticker, CONFIG, watch));
        } catch (StorageException cut) {
            if (!disk.isOff()) {
                throw cut;
            }
        }
    }

    private void crash() {
        world.trace.note("", "node", "loses its power");
        do {
            disk = disk.crash(world.random);
            if (!isQuiet && world.oneIn(4)) {
                disk.cutPowerAt(1 + world.random.nextInt(20));
            }
            boot();
        } while (disk.isOff());
        crowds.forEach(Crowd::nodeCrashed);
        simple.nodeCrashed();
    }

    // ---- what happens ----

    private void plan() {
        settle();
        world.topics.createOffsetsTopic();
        settle();
        world.topics.createAll();
        settle();
        crowds.forEach(Crowd::start);
        simple.start();
        disturb();
        world.agenda.at(UNREST_MS, this::calm);
    }

    private void settle() {
        int idle = 0;
        while (world.edge.node().step(world.random)) {
            if (++idle > IDLE_STEPS_MAX) {
                throw new IllegalStateException("the node does not come to rest");
            }
        }
    }

    private void disturb() {
        if (isQuiet) {
            return;
        }
        switch (world.random.nextInt(40)) {
            case 0 -> disk.cutPowerAt(disk.operations() + 1 + world.random.nextInt(30));
            case 1 -> failOneOperation();
            case 2 -> pause();
            case 3, 4, 5, 6 -> world.topics.change();
            case 7, 8, 9, 10, 11, 12, 13, 14 -> world.edge.node().settle();
            default -> crowds.get(world.random.nextInt(crowds.size())).disturb();
        }
        world.after(world.random.nextInt(1_200), this::disturb);
    }

    /// Some write or force to come fails, and the medium is sound again afterwards.
    private void failOneOperation() {
        world.trace.note("", "disk", "is about to fail");
        AtomicInteger left = new AtomicInteger(1 + world.random.nextInt(20));
        disk.failWhen(operation -> left.decrementAndGet() == 0);
    }

    /// The whole process stands still.
    private void pause() {
        long ms = world.random.nextInt(5_000);
        world.trace.note("", "node", "stands still for %d ms".formatted(ms));
        world.ticker.advance(ms);
    }

    /// From here on nothing goes wrong, once the power has been cut a last time.
    private void calm() {
        world.trace.note("", "world", "becomes quiet");
        isQuiet = true;
        world.weather.calmDown();
        disk.failWhen(operation -> false);
        disk = disk.crash(world.random);
        boot();
        crowds.forEach(Crowd::close);
        crowds.forEach(Crowd::nodeCrashed);
        simple.nodeCrashed();
        world.after(REST_MS, this::checkRest);
    }

    private void checkRest() {
        world.trace.note("", "world", "is looked at");
        crowds.forEach(Crowd::checkSettled);
        crowds.forEach(Crowd::checkOffsets);
        crowds.forEach(Crowd::fetch);
        crowds.forEach(Crowd::leave);
        world.after(FAREWELL_MS, this::checkEnd);
    }

    private void checkEnd() {
        crowds.forEach(Crowd::end);
        simple.end(true);
        world.after(
                5_000,
                () -> {
                    world.edge
                            .unanswered()
                            .forEach(question ->
                                    world.complaints.add(
                                            "", "every request is answered once", question));
                    isOver = true;
                });
    }
}
