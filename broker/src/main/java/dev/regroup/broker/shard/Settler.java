package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.ExpireRecords;
import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.storage.log.ShardLogs;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Has shards settle, one after the other, when a quarter of the space is filled that the logs may
/// take before they are settled, and lets producers wait when three quarters are.
///
/// From time to time it also has shards let go of records that need not be kept. In between it
/// sleeps: the logs wake it when they have grown.
///
/// A round goes over all shards: only when the last one that wrote into a journal file has settled
/// is the file free. While little is filled, a round rests between two shards as long as the last
/// one took, so that it leaves half of the disk to the journal; from half on it does not rest.
public final class Settler implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final long LOOK_AGAIN_MS = 100;
    private static final long AFTER_FAILURE_MS = 1_000;

    private final ShardLogs logs;
    private final ShardPost post;
    private final Ticker ticker;
    private final Background background;
    private final Bounds bounds;
    private long nextExpiryMs;
    private boolean hasSettledInRound;
    private boolean isAlarmSet;

    /// Whether nothing is under way: whoever clears it goes on.
    private final AtomicBoolean sleeps = new AtomicBoolean();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private volatile boolean closed;

    /// When it acts.
    ///
    /// @param bytesMax what the logs may take before they are settled
    /// @param expireEveryMs how often records are looked at that need not be kept, and what little
    ///   there is settles too
    /// @param holdBytesMax how much of a partition is kept for groups that have not read it; 0 if
    ///   retention does not look at groups
    public record Bounds(long bytesMax, long expireEveryMs, long holdBytesMax) {}

    /// Runs the settler's steps.
    public interface Background {
        void later(Runnable step, long ms);
    }

    /// @param background the thread that settles
    public Settler(
            ShardLogs logs, ShardPost post, Ticker ticker, Background background, Bounds bounds) {
        this.logs = logs;
        this.post = post;
        this.ticker = ticker;
        this.background = background;
        this.bounds = bounds;
        this.nextExpiryMs = ticker.monotonicMs() + bounds.expireEveryMs;
    }

    /// Once, on any thread.
    public void start() {
        logs.whenBacklogGrows(this::grown);
        look();
    }

    /// Waits while too much is filled. For threads that may wait: a connection's reader.
    public void awaitRoom() {
        if (hasRoom()) {
            return;
        }
        lock.lock();
        try {
            while (!hasRoom() && !closed) {
                room.awaitUninterruptibly();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hasRoom() {
        return logs.backlogBytes() < bounds.bytesMax / 4 * 3;
    }

    private boolean isTimeToSettle() {
        return logs.backlogBytes() >= bounds.bytesMax / 4;
    }

    private void look() {
        long nowMs = ticker.monotonicMs();
        if (nowMs >= nextExpiryMs) {
            nextExpiryMs = nowMs + bounds.expireEveryMs;
            expire();
        } else if (isTimeToSettle()) {
            settle(0);
        } else {
            sleep(nextExpiryMs - nowMs);
        }
    }

    private void sleep(long ms) {
        if (!isAlarmSet) {
            isAlarmSet = true;
            later(ms, this::alarm);
        }
        sleeps.set(true);
        if (isTimeToSettle()) {
            // It may have grown before it was seen to sleep.
            grown();
        }
    }

    private void alarm() {
        isAlarmSet = false;
        if (sleeps.compareAndSet(true, false)) {
            look();
        }
    }

    /// On the log's thread.
    private void grown() {
        if (isTimeToSettle() && sleeps.compareAndSet(true, false)) {
            later(0, this::look);
        }
    }

    private void expire() {
        if (bounds.holdBytesMax == 0) {
            expire(0, 0, Hold.NONE);
        } else {
            GroupPositions.collect(
                    logs.shards(),
                    post,
                    ticker.wallClockMs(),
                    positions ->
                            later(0, () -> expire(0, 0, new Hold(bounds.holdBytesMax, positions))));
        }
    }

    /// Goes over all shards, then has them settle, which gives the space back.
    private void expire(int shard, int from, Hold hold) {
        if (shard == logs.shards()) {
            settle(0);
            return;
        }
        post.send(
                shard,
                new ExpireRecords(
                        next ->
                                later(
                                        0,
                                        next.isPresent()
                                                ? () -> expire(shard, next.getAsInt(), hold)
                                                : () -> expire(shard + 1, 0, hold)),
                        from,
                        hold));
    }

    private void settle(int shard) {
        hasSettledInRound &= shard > 0;
        if (shard == logs.shards()) {
            LOG.atDebug().addKeyValue("bytes", logs.backlogBytes()).log("All shards have settled");
            // What is settled may be kept for readers or for a backup: asking again at once would
            // not help.
            if (hasSettledInRound || !isTimeToSettle()) {
                look();
            } else {
                later(LOOK_AGAIN_MS, this::look);
            }
            return;
        }
        long beganMs = ticker.monotonicMs();
        post.send(
                shard,
                new Settle(outcome -> {
                    hasSettledInRound |= outcome == SettleOutcome.SETTLED;
                    letProducersGoOn();
                    later(restMs(outcome, beganMs), () -> settle(shard + 1));
                }));
    }

    private long restMs(SettleOutcome outcome, long beganMs) {
        return switch (outcome) {
            case FAILED -> AFTER_FAILURE_MS;
            case NOTHING_TO_DO -> 0;
            case SETTLED ->
                    logs.backlogBytes() < bounds.bytesMax / 2 ? ticker.monotonicMs() - beganMs : 0;
        };
    }

    private void later(long ms, Runnable step) {
        if (!closed) {
            background.later(step, ms);
        }
    }

    private void letProducersGoOn() {
        lock.lock();
        try {
            room.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody waits any longer, and no settling is begun.
    @Override
    public void close() {
        closed = true;
        letProducersGoOn();
    }
}
