package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.Request;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs the shards of a node. Shard i belongs to thread i mod n; a connection that brings a request
/// to a shard which is idle at that moment runs it on its own thread instead, which saves two
/// hand-overs (decision 0003).
///
/// A shard runs on one thread at a time: whoever sets its `running` flag runs it, and looks again
/// for commands after clearing the flag, so that a command put in meanwhile is never left lying.
public final class ShardThreads implements ShardPost, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ShardThreads.class);

    /// Turns that a connection's thread gives to a shard before its own thread takes over.
    private static final int TURNS_ON_CALLER_MAX = 4;

    private final Ticker ticker;
    private final Executor background;
    private final Observer observer;
    private final List<Seat> seats;
    private final List<Worker> workers;
    private volatile boolean closed;

    /// Learns what becomes of shards.
    public interface Observer {
        void reconciled(int shard);

        void unrecoverable(int shard, RuntimeException cause);
    }

    /// @param threads number of shard threads
    /// @param background runs the loading of shards
    /// @param shards makes each shard, given the post it sends through
    public ShardThreads(
            int threads,
            Ticker ticker,
            Executor background,
            Observer observer,
            Function<ShardPost, List<Shard>> shards) {
        this.ticker = ticker;
        this.background = background;
        this.observer = observer;
        this.seats = shards.apply(this).stream().map(Seat::new).toList();
        this.workers =
                IntStream.range(0, threads)
                        .mapToObj(i ->
                                new Worker(
                                        i,
                                        IntStream.range(0, seats.size())
                                                .filter(shard -> shard % threads == i)
                                                .mapToObj(seats::get)
                                                .toList()))
                        .toList();
    }

    /// Starts the threads and has every shard loaded.
    public void start() {
        workers.forEach(Worker::start);
        seats.forEach(seat -> load(seat.shard.id()));
    }

    /// Takes a request in from a connection's thread, which may run the shard for a while.
    public void request(int shard, Request request) {
        Seat seat = seats.get(shard);
        seat.shard.submit(request);
        for (int turn = 0; seat.shard.hasCommands() && turn < TURNS_ON_CALLER_MAX; turn++) {
            if (!seat.runIfIdle()) {
                return;
            }
        }
        Worker worker = workerOf(shard);
        if (seat.shard.hasCommands() || seat.shard.nextDeadlineMs() < worker.wakeAtMs) {
            worker.wake();
        }
    }

    @Override
    public void send(int shard, ShardCommand command) {
        seats.get(shard).shard.submit(command);
        workerOf(shard).wake();
    }

    @Override
    public void load(int shard) {
        background.execute(seats.get(shard).shard::load);
    }

    @Override
    public void reconciled(int shard) {
        observer.reconciled(shard);
    }

    @Override
    public void unrecoverable(int shard, RuntimeException cause) {
        observer.unrecoverable(shard, cause);
    }

    /// Ends the threads. Commands that have not run stay unanswered.
    @Override
    public void close() {
        closed = true;
        workers.forEach(Worker::wake);
        workers.forEach(Worker::awaitEnd);
    }

    private Worker workerOf(int shard) {
        return workers.get(shard % workers.size());
    }

    /// A shard, and whether somebody runs it.
    private static final class Seat {
        private final Shard shard;
        private final AtomicBoolean running = new AtomicBoolean();

        Seat(Shard shard) {
            this.shard = shard;
        }

        /// False if somebody else runs the shard: that one sees what has been submitted.
        boolean runIfIdle() {
            if (!running.compareAndSet(false, true)) {
                return false;
            }
            try {
                shard.runOnce();
            } finally {
                running.set(false);
            }
            return true;
        }

        boolean due(long nowMs) {
            return shard.hasCommands() || shard.nextDeadlineMs() <= nowMs;
        }
    }

    /// One shard thread.
    private final class Worker {
        private final List<Seat> mine;
        private final Thread thread;

        /// When this thread looks at its shards again by itself. Written before deadlines are
        /// looked at once more, and read by others after they have moved a deadline: one of the two
        /// sees it.
        private volatile long wakeAtMs = Long.MIN_VALUE;

        Worker(int number, List<Seat> mine) {
            this.mine = mine;
            this.thread = Thread.ofPlatform().name("regroup-shards-" + number).unstarted(this::run);
        }

        void start() {
            thread.start();
        }

        void wake() {
            LockSupport.unpark(thread);
        }

        void awaitEnd() {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        private void run() {
            while (!closed) {
                if (!runOnce()) {
                    sleepUntilWoken();
                }
            }
            LOG.atDebug().log("Shard thread ended");
        }

        /// Runs what is due; false if nothing was.
        boolean runOnce() {
            boolean ran = false;
            long nowMs = ticker.monotonicMs();
            for (Seat seat : mine) {
                if (seat.due(nowMs)) {
                    ran |= seat.runIfIdle();
                }
            }
            return ran;
        }

        private void sleepUntilWoken() {
            long nextMs = nextDeadlineMs();
            wakeAtMs = nextMs;
            long nowMs = ticker.monotonicMs();
            boolean idle = mine.stream().noneMatch(seat -> seat.due(nowMs));
            if (idle && nextDeadlineMs() == nextMs && !closed) {
                if (nextMs == Long.MAX_VALUE) {
                    LockSupport.park(this);
                } else {
                    LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(nextMs - nowMs));
                }
            }
            wakeAtMs = Long.MIN_VALUE;
        }

        private long nextDeadlineMs() {
            long next = Long.MAX_VALUE;
            for (Seat seat : mine) {
                next = Math.min(next, seat.shard.nextDeadlineMs());
            }
            return next;
        }
    }
}
