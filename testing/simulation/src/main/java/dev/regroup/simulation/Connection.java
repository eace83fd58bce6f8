package dev.regroup.simulation;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.simulation.Edge.Question;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's connection: requests arrive in their order, answers leave in the order of the
/// requests. It may break, or fall silent without anybody being told.
final class Connection {
    private static final int NOTICED_AFTER_MS_MAX = 50;

    private final World world;
    private final ConnectionId id;
    private final Consumer<Connection> lost;
    private final Deque<Slot> slots = new ArrayDeque<>();
    private final Set<Integer> shards = new TreeSet<>();
    private boolean isOpen = true;
    private boolean isMute;
    private long toNodeMs;
    private long toClientMs;

    private static final class Slot {
        private final Consumer<GroupReply> heard;
        private @Nullable GroupReply reply;

        Slot(Consumer<GroupReply> heard) {
            this.heard = heard;
        }
    }

    /// What the network may do with a second copy of a request.
    enum Copies {
        /// It comes right behind the first: the protocol has nothing to tell an old one by.
        AT_ONCE,
        /// It may come much later.
        LATE
    }

    /// @param lost called once, when the connection breaks
    Connection(World world, Consumer<Connection> lost) {
        this.world = world;
        this.id = new ConnectionId(world.nextNumber());
        this.lost = lost;
    }

    boolean isOpen() {
        return isOpen;
    }

    /// @param heard called with the answer, if it comes
    void ask(Question question, int shard, Copies copies, Consumer<GroupReply> heard) {
        if (!isOpen || isMute) {
            return;
        }
        shards.add(shard);
        isMute = world.weather.mutes();
        toNodeMs = Math.max(toNodeMs, world.nowMs() + world.weather.latencyMs());
        if (world.weather.breaks()) {
            world.agenda.at(toNodeMs, this::breakDown);
            if (world.random.nextBoolean()) {
                return;
            }
        }
        world.agenda.at(toNodeMs, () -> arrive(question, heard));
        if (world.weather.copies()) {
            copy(question, copies);
        }
    }

    private void arrive(Question question, Consumer<GroupReply> heard) {
        if (!isOpen) {
            return;
        }
        Slot slot = new Slot(heard);
        slots.add(slot);
        world.edge.submit(
                question,
                Optional.of(id),
                reply -> {
                    slot.reply = reply;
                    drain();
                });
    }

    private void copy(Question question, Copies copies) {
        if (copies == Copies.AT_ONCE) {
            world.agenda.at(
                    toNodeMs,
                    () -> {
                        if (isOpen) {
                            world.edge.submit(question, Optional.of(id), reply -> {});
                        }
                    });
        } else {
            ConnectionId other = new ConnectionId(world.nextNumber());
            world.agenda.at(
                    toNodeMs + world.weather.copyDelayMs(),
                    () -> world.edge.submit(question, Optional.of(other), reply -> {}));
        }
    }

    private void drain() {
        while (!slots.isEmpty()) {
            GroupReply reply = slots.element().reply;
            if (reply == null) {
                return;
            }
            Consumer<GroupReply> heard = slots.remove().heard;
            toClientMs = Math.max(toClientMs, world.nowMs() + world.weather.latencyMs());
            if (isMute) {
                return;
            }
            world.agenda.at(
                    toClientMs,
                    () -> {
                        if (isOpen) {
                            heard.accept(reply);
                        }
                    });
        }
    }

    /// Both ends are told, one sooner than the other.
    private void breakDown() {
        if (isOpen) {
            close();
            world.after(world.random.nextInt(NOTICED_AFTER_MS_MAX), () -> lost.accept(this));
        }
    }

    /// By the client.
    void close() {
        if (isOpen) {
            isOpen = false;
            if (!isMute) {
                world.after(
                        world.random.nextInt(NOTICED_AFTER_MS_MAX),
                        () -> world.edge.closed(id, shards));
            }
        }
    }

    /// The node is gone.
    void nodeCrashed() {
        if (isOpen) {
            isOpen = false;
            world.after(world.random.nextInt(NOTICED_AFTER_MS_MAX), () -> lost.accept(this));
        }
    }
}
