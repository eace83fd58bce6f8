package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.broker.shard.ShardCommand.ExpireRecords;
import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SettlerTest {
    private static final int BYTES_MAX = 1_000;

    private final MemoryShardLogs logs = MemoryShardLogs.immediate(2);
    private final List<Integer> asked = new ArrayList<>();
    private final List<Later> later = new ArrayList<>();
    private final List<Settle> settles = new ArrayList<>();
    private final List<ExpireRecords> expires = new ArrayList<>();
    private long nowMs;
    private final Settler settler =
            new Settler(
                    logs,
                    new Post(),
                    new Time(),
                    this::later,
                    new Settler.Bounds(BYTES_MAX, 300, 0));

    private record Later(Runnable step, long afterMs) {}

    private void later(Runnable step, long afterMs) {
        later.add(new Later(step, afterMs));
    }

    SettlerTest() {
        for (int shard = 0; shard < 2; shard++) {
            logs.log(shard).acquire(new Ignoring(), new Ignoring());
        }
    }

    @Test
    void whileLittleIsFilled_nothingHappens() {
        append(0, BYTES_MAX / 4 - 1);

        settler.start();

        assertEquals(List.of(), asked);
        assertEquals(List.of(300L), later.stream().map(Later::afterMs).toList());
    }

    @Test
    void whenItHasSlept_growthWakesIt_once() {
        settler.start();

        append(0, BYTES_MAX / 4 - 1);
        assertEquals(1, later.size());
        append(0, 1);
        append(0, 1);

        assertEquals(List.of(300L, 0L), later.stream().map(Later::afterMs).toList());
        later.removeLast().step.run();
        assertEquals(List.of(0), asked);
        append(0, 1);
        assertEquals(1, later.size());
    }

    @Test
    void afterARound_itSleepsUntilTheNextGrowth_withOneAlarm() {
        settler.start();
        append(0, BYTES_MAX / 4);
        later.removeLast().step.run();
        answer(SettleOutcome.SETTLED);
        later.removeLast().step.run();
        answer(SettleOutcome.NOTHING_TO_DO);
        release(0);
        later.removeLast().step.run();
        assertEquals(List.of(300L), later.stream().map(Later::afterMs).toList());

        append(1, BYTES_MAX / 4);

        later.removeLast().step.run();
        assertEquals(List.of(0, 1, 0), asked);
    }

    @Test
    void anAlarmDuringARound_changesNothing_andTheRoundIsFollowedByExpiry() {
        settler.start();
        append(0, BYTES_MAX / 4);
        later.removeLast().step.run();
        nowMs += 300;
        next();
        assertEquals(List.of(0), asked);

        release(0);
        answer(SettleOutcome.NOTHING_TO_DO);
        next();
        answer(SettleOutcome.NOTHING_TO_DO);
        next();

        assertEquals(1, expires.size());
    }

    @Test
    void fromAQuarterOn_oneShardSettlesAfterTheOther() {
        append(0, BYTES_MAX / 4);

        settler.start();
        assertEquals(List.of(0), asked);
        answer(SettleOutcome.SETTLED);
        next();
        assertEquals(List.of(0, 1), asked);
        answer(SettleOutcome.NOTHING_TO_DO);
        release(0);
        next();

        assertEquals(List.of(0, 1), asked);
        assertEquals(List.of(300L), later.stream().map(Later::afterMs).toList());
    }

    @Test
    void aRoundRests_asLongAsItHasWorked_whileThereIsTime() {
        append(0, BYTES_MAX / 4);
        settler.start();
        nowMs += 40;
        answer(SettleOutcome.SETTLED);
        assertEquals(40, later.getLast().afterMs);

        append(0, BYTES_MAX / 4);
        next();
        nowMs += 40;
        answer(SettleOutcome.SETTLED);
        assertEquals(0, later.getLast().afterMs);
    }

    @Test
    void fromTimeToTime_recordsExpire_andAllShardsSettle() {
        settler.start();
        assertEquals(List.of(), asked);
        nowMs += 300;
        next();

        expires.removeFirst().replyTo().deliver(OptionalInt.of(1_000));
        next();
        assertEquals(1_000, expires.getFirst().from());
        expires.removeFirst().replyTo().deliver(OptionalInt.empty());
        next();
        expires.removeFirst().replyTo().deliver(OptionalInt.empty());
        next();
        answer(SettleOutcome.SETTLED);
        next();
        answer(SettleOutcome.SETTLED);
        next();

        assertEquals(List.of(0, 0, 1, 0, 1), asked);
        assertEquals(300, later.getLast().afterMs);
    }

    @Test
    void afterARoundThatFreedNothing_itRests_andTriesAgain() {
        append(0, BYTES_MAX / 4);
        settler.start();
        answer(SettleOutcome.NOTHING_TO_DO);
        later.removeLast().step.run();
        answer(SettleOutcome.NOTHING_TO_DO);
        later.removeLast().step.run();
        assertEquals(List.of(100L), later.stream().map(Later::afterMs).toList());

        later.removeLast().step.run();

        assertEquals(List.of(0, 1, 0), asked);
    }

    @Test
    void afterAFailure_itWaits() {
        append(0, BYTES_MAX);
        settler.start();

        answer(SettleOutcome.FAILED);

        assertEquals(1_000, later.getLast().afterMs);
    }

    @Test
    void producersWait_fromThreeQuartersOn_untilThereIsRoom() throws InterruptedException {
        append(0, BYTES_MAX / 4 * 3);
        CountDownLatch gone = new CountDownLatch(1);
        Thread producer =
                Thread.ofVirtual()
                        .start(() -> {
                            settler.awaitRoom();
                            gone.countDown();
                        });
        settler.start();
        assertFalse(gone.await(20, TimeUnit.MILLISECONDS));

        release(0);
        answer(SettleOutcome.SETTLED);

        assertTrue(gone.await(10, TimeUnit.SECONDS));
        producer.join();
        settler.awaitRoom();
    }

    @Test
    void whenItIsClosed_nobodyWaits() throws InterruptedException {
        append(0, BYTES_MAX);
        Thread producer = Thread.ofVirtual().start(settler::awaitRoom);

        settler.close();

        assertTrue(producer.join(java.time.Duration.ofSeconds(10)));
        settler.start();
        answer(SettleOutcome.SETTLED);
        assertEquals(List.of(), later);
    }

    private void append(int shard, int bytes) {
        logs.log(shard)
                .append(
                        List.of(
                                new LogEntry(
                                        (byte) 1,
                                        ByteBuffer.allocate(0),
                                        ByteBuffer.allocate(bytes))));
    }

    private void release(int shard) {
        long position = logs.log(shard).checkpointPosition().orElse(0L) + 1;
        logs.log(shard).checkpoint(position, ByteBuffer.allocate(0));
        logs.log(shard).release(position);
    }

    private void next() {
        later.removeFirst().step.run();
    }

    private void answer(SettleOutcome outcome) {
        settles.removeFirst().replyTo().deliver(outcome);
    }

    private final class Time implements Ticker {
        @Override
        public long wallClockMs() {
            return nowMs;
        }

        @Override
        public long monotonicMs() {
            return nowMs;
        }
    }

    private final class Post implements ShardPost {
        @Override
        public void send(int shard, ShardCommand command) {
            asked.add(shard);
            switch (command) {
                case Settle settle -> settles.add(settle);
                case ExpireRecords expire -> expires.add(expire);
                default -> throw new AssertionError(command);
            }
        }

        @Override
        public void load(int shard) {}

        @Override
        public void reconciled(int shard) {}

        @Override
        public void unrecoverable(int shard, RuntimeException cause) {}
    }

    private static final class Ignoring implements ShardLog.Replay, ShardLog.Listener {
        @Override
        public void checkpoint(long position, ByteBuffer state) {}

        @Override
        public void entry(ShardLog.Replayed replayed) {}

        @Override
        public void durable(long position, List<Extent> bodies) {}

        @Override
        public void failed(StorageException cause) {}
    }
}
