package dev.regroup.simulation;

import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.simulation.Connection.Copies;
import dev.regroup.simulation.Edge.Question;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's process with one connection to its coordinator, which it opens again when it is lost.
/// It may stall, and end at any moment.
abstract class ClientProcess {
    final World world;
    private final String groupId;
    private final String name;
    private final Set<Long> awaited = new TreeSet<>();
    private @Nullable Connection connection;
    private long stalledUntilMs;
    private boolean isOver;

    ClientProcess(World world, String groupId, String name) {
        this.world = world;
        this.groupId = groupId;
        this.name = name;
    }

    /// The connection is gone, and with it every answer that was awaited.
    abstract void lostAnswers();

    public String groupId() {
        return groupId;
    }

    final String name() {
        return name;
    }

    final boolean isOver() {
        return isOver;
    }

    final void stall(long ms) {
        stalledUntilMs = Math.max(stalledUntilMs, world.nowMs() + ms);
        note("stalls for %d ms".formatted(ms));
    }

    /// @param isNoticed whether the operating system closes its connection
    final void crash(boolean isNoticed) {
        note(isNoticed ? "crashes" : "crashes with its machine");
        end(isNoticed);
    }

    /// Nothing of it happens any more.
    final void end(boolean closes) {
        isOver = true;
        if (closes) {
            closeConnection();
        }
    }

    private void closeConnection() {
        if (connection != null) {
            connection.close();
        }
    }

    final void nodeCrashed() {
        if (connection != null) {
            connection.nodeCrashed();
        }
    }

    /// Does something, unless it is over by then; later if it is stalled.
    final void later(long ms, Runnable action) {
        world.after(
                ms,
                () -> {
                    if (isOver) {
                        return;
                    }
                    if (world.nowMs() < stalledUntilMs) {
                        later(stalledUntilMs - world.nowMs(), action);
                    } else {
                        action.run();
                    }
                });
    }

    /// @param timeoutMs after which it gives up its connection
    final void ask(Question question, Copies copies, long timeoutMs, Consumer<GroupReply> heard) {
        Connection to = connection();
        long number = world.nextNumber();
        awaited.add(number);
        note(question.ask(Edge.NOWHERE));
        int shard = world.edge.node().placement().shardOfGroup(groupId);
        to.ask(
                question,
                shard,
                copies,
                reply ->
                        later(
                                0,
                                () -> {
                                    if (awaited.remove(number)) {
                                        note(reply);
                                        heard.accept(reply);
                                    }
                                }));
        later(
                timeoutMs,
                () -> {
                    if (awaited.contains(number)) {
                        note("gives up waiting");
                        closeConnection();
                        lose();
                    }
                });
    }

    private Connection connection() {
        Connection open = connection;
        if (open == null || !open.isOpen()) {
            lose();
            open = new Connection(world, lost -> later(0, () -> lose(lost)));
            connection = open;
        }
        return open;
    }

    /// It may have been noticed already, and another opened.
    private void lose(Connection lost) {
        if (lost == connection) {
            lose();
        }
    }

    private void lose() {
        if (!awaited.isEmpty()) {
            awaited.clear();
            lostAnswers();
        }
    }

    final void note(Object what) {
        world.trace.note(groupId, name, what);
    }
}
