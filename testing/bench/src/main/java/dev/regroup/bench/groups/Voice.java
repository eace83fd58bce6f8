package dev.regroup.bench.groups;

import dev.regroup.bench.groups.Timers.Timer;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.jspecify.annotations.Nullable;

/// What a member says and hears, until it falls silent or dies, and the one thing that it is going
/// to do next.
final class Voice {
    private final Timers timers;
    private final Connection connection;
    private @Nullable Timer next;
    private boolean isSilent;
    private long saidNs;
    private long answers;

    Voice(Timers timers, Connection connection) {
        this.timers = timers;
        this.connection = connection;
    }

    void say(ApiMessage request, int version, Consumer<ApiMessage> then) {
        if (isSilent) {
            return;
        }
        saidNs = timers.nowNs();
        connection.send(
                request,
                version,
                answer -> {
                    if (!isSilent) {
                        answers++;
                        then.accept(answer);
                    }
                });
    }

    /// Instead of what was to be done next.
    void later(long ms, Runnable action) {
        callOff();
        next = timers.after(ms, action);
    }

    void callOff() {
        if (next != null) {
            next.callOff();
        }
    }

    /// When anything was last said, by the timers' clock. Sessions count from then.
    long saidNs() {
        return saidNs;
    }

    /// How many answers were heard.
    long answers() {
        return answers;
    }

    /// Neither says nor hears anything any more; the connection stays open.
    void fallSilent() {
        isSilent = true;
        callOff();
    }

    /// Closes the connection without taking leave.
    void die() {
        fallSilent();
        connection.close();
    }
}
