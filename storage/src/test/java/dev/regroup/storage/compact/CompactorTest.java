package dev.regroup.storage.compact;

import static dev.regroup.storage.compact.CompactedLog.record;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.storage.compact.CompactedLog.Found;
import dev.regroup.storage.segment.Segments;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactorTest {
    private static final long DAY_MS = 86_400_000;
    private static final CompactionRule ALWAYS = rule(0, 0, Long.MAX_VALUE, DAY_MS);

    private static CompactionRule rule(
            double minDirtyRatio, long minLagMs, long maxLagMs, long deleteRetentionMs) {
        return new CompactionRule(minDirtyRatio, minLagMs, maxLagMs, deleteRetentionMs);
    }

    private static CompactedLog log(CompactionRule rule) {
        return new CompactedLog(rule, () -> 1 << 20, Compactor.Pace.UNBOUNDED);
    }

    /// A batch large enough not to be settled together with the next ones.
    private static void appendLarge(CompactedLog log, long timestampMs, String key, String value) {
        log.append(Compression.NONE, record(timestampMs, key, value + "-".repeat(600)));
    }

    private static List<String> keys(List<Found> records) {
        return records.stream().map(found -> String.valueOf(found.key())).toList();
    }

    @Test
    void ofEachKey_theLastRecordStays_withItsOffset() {
        CompactedLog log = log(ALWAYS);
        for (int i = 0; i < 30; i++) {
            appendLarge(log, i, "key-" + i % 3, "value-" + i);
        }
        log.settle(100);
        log.settle(100);

        List<Found> left = log.read(0);

        assertEquals(List.of(27L, 28L, 29L), left.stream().map(Found::offset).toList());
        assertEquals(List.of("key-0", "key-1", "key-2"), keys(left));
        assertEquals(left, log.read(12));
        assertEquals(30, log.compactedTo());
        assertEquals(1, log.segments().size());
    }

    @Test
    void whatIsNotDirtyEnough_isLeft_untilItIs() {
        CompactedLog log = log(rule(0.5, 0, Long.MAX_VALUE, DAY_MS));
        for (int i = 0; i < 20; i++) {
            appendLarge(log, i, "key-" + i, "value");
        }
        log.settle(100);
        log.settle(100);
        for (int i = 0; i < 10; i++) {
            appendLarge(log, i, "key-" + i, "again");
        }
        log.settle(200);
        log.settle(200);
        assertEquals(30, log.read(0).size());

        for (int i = 0; i < 12; i++) {
            appendLarge(log, i, "key-" + i, "once more");
        }
        log.settle(300);
        log.settle(300);

        assertEquals(20, log.read(0).size());
    }

    @Test
    void youngRecords_stay_andOldOnesAreCompactedWhateverTheRatio() {
        CompactedLog young = log(rule(0, 1_000, Long.MAX_VALUE, DAY_MS));
        CompactedLog old = log(rule(1, 0, 1_000, DAY_MS));
        for (CompactedLog log : List.of(young, old)) {
            appendLarge(log, 1, "kept", "value");
            log.settle(1);
            log.settle(1_500);
            appendLarge(log, 2_000, "key", "one");
            appendLarge(log, 2_000, "key", "two");
            log.settle(2_500);
            log.settle(2_500);
            assertEquals(List.of("kept", "key", "key"), keys(log.read(0)));

            log.settle(3_000);

            assertEquals(List.of("kept", "key"), keys(log.read(0)));
        }
    }

    @Test
    void aTombstone_staysForItsTime_countedFromTheFirstCompaction() {
        CompactedLog log = log(rule(0, 0, Long.MAX_VALUE, 1_000));
        appendLarge(log, 1, "gone", "value");
        log.append(Compression.lz4().build(), record(2, "gone", null));
        appendLarge(log, 3, "other", "value");
        log.settle(5_000);
        log.settle(5_000);
        assertEquals(List.of("gone", "other"), keys(log.read(0)));
        assertEquals(6_000, horizonMs(log, 1));

        appendLarge(log, 3, "third", "value");
        log.settle(5_999);
        log.settle(5_999);
        assertEquals(List.of("gone", "other", "third"), keys(log.read(0)));
        assertEquals(6_000, horizonMs(log, 1));

        appendLarge(log, 3, "fourth", "value");
        log.settle(6_000);
        log.settle(6_000);
        assertEquals(List.of("other", "third", "fourth"), keys(log.read(0)));
    }

    private static long horizonMs(CompactedLog log, long offset) {
        ByteBuffer bytes =
                log.store().read(new Segments(0, log.segments()), offset, 1, true).getFirst();
        RecordBatch batch = MemoryRecords.readableRecords(bytes).firstBatch();
        return batch.deleteHorizonMs().orElseThrow();
    }

    @Test
    void aLogOfNothingButTombstones_stillHasAnEnd() {
        CompactedLog log = log(rule(0, 0, Long.MAX_VALUE, 0));
        for (int i = 0; i < 10; i++) {
            log.append(Compression.NONE, record(i, "x".repeat(600) + i, null));
        }
        log.settle(100);
        log.settle(100);
        for (int i = 0; i < 3; i++) {
            log.settle(200);
        }

        // A consumer comes to the end, whatever it finds on the way.
        assertTrue(log.read(0).size() <= 10);
        assertEquals(List.of(), log.read(10));
    }

    @Test
    void recordsWithoutKeys_go() {
        CompactedLog log = log(ALWAYS);
        log.append(Compression.NONE, record(1, null, "-".repeat(600)));
        appendLarge(log, 1, "key", "value");
        log.settle(10);
        log.settle(10);

        assertEquals(List.of("key"), keys(log.read(0)));
    }

    @Test
    void aDamagedSegment_stays_andTheOthersAreCompacted() {
        CompactedLog log = log(ALWAYS);
        for (int i = 0; i < 4; i++) {
            appendLarge(log, i, "first", "value");
        }
        log.settle(10);
        for (int i = 0; i < 4; i++) {
            appendLarge(log, i, "second", "value");
        }
        String key = log.blobs().list("").getFirst();
        ByteBuffer object = log.blobs().get(key, 0, 1 << 20).orElseThrow();
        ByteBuffer damaged = ByteBuffer.allocate(object.remaining()).put(object).flip();
        damaged.put(100, (byte) ~damaged.get(100));
        log.blobs().delete(key);
        log.blobs().putIfAbsent(key, damaged);
        log.settle(20);
        log.settle(20);

        assertEquals(3, log.segments().getFirst().lastOffset());
        assertEquals(List.of("second"), keys(log.read(4)));
    }

    @Test
    void afterASettlingThatFailed_theNextOneDoesNotCompact() {
        CompactedLog log = log(ALWAYS);
        for (int i = 0; i < 4; i++) {
            appendLarge(log, i, "key", "value");
        }
        log.settle(10);
        log.settleInVain(10);
        assertEquals(4, log.read(0).size());
        log.settle(10);
        assertEquals(4, log.read(0).size());

        log.settle(10);

        assertEquals(1, log.read(0).size());
    }

    @Test
    void aPassOfASettlingThatFailed_isBegunAnew_soThatNothingDeletedComesBack() {
        List<Boolean> goesOn = new ArrayList<>(List.of(true, false));
        CompactedLog log =
                new CompactedLog(
                        rule(0, 0, Long.MAX_VALUE, 0),
                        () -> 1 << 20,
                        bytes -> goesOn.isEmpty() || goesOn.removeFirst());
        appendLarge(log, 1, "deleted", "value");
        log.settle(1);
        appendLarge(log, 1, "other", "value");
        log.append(Compression.NONE, record(2, "deleted", null));
        appendLarge(log, 3, "third", "value");
        log.settle(3);
        log.settleInVain(3);
        for (int i = 0; i < 6; i++) {
            appendLarge(log, 4, "fourth", "value");
            log.settle(10 + i);
        }

        assertFalse(
                log.read(0).stream().anyMatch(found -> "deleted".equals(found.key())),
                () -> log.read(0).toString());
    }

    @Test
    void moreKeysThanThereIsRoomFor_takeSeveralPasses() {
        CompactedLog log = new CompactedLog(ALWAYS, () -> 0, Compactor.Pace.UNBOUNDED);
        for (int i = 0; i < 4_000; i++) {
            log.append(Compression.NONE, record(i, "key-" + i % 2_000, "value"));
        }
        log.settle(10);
        List<Integer> sizes = new ArrayList<>();
        while (log.compactedTo() < log.endOffset()) {
            log.settle(20);
            sizes.add(log.read(0).size());
        }

        assertTrue(sizes.size() > 1, sizes::toString);
        assertEquals(2_000, sizes.getLast());
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 100})
    void afterAnyHistory_eachKeyHasItsLastValue(long firstSeed) {
        for (long seed = firstSeed; seed < firstSeed + 100; seed++) {
            new History(seed).run();
        }
    }

    /// A random history, and what has to be left of it.
    private static final class History {
        private static final List<Compression> COMPRESSIONS =
                List.of(Compression.NONE, Compression.lz4().build(), Compression.gzip().build());

        private final long seed;
        private final SplittableRandom random;
        private final CompactionRule rule;
        private final CompactedLog log;
        private final List<Found> appended = new ArrayList<>();
        private long nowMs = 1_000;

        History(long seed) {
            this.seed = seed;
            this.random = new SplittableRandom(seed);
            this.rule =
                    rule(
                            random.nextInt(3) / 2.0,
                            random.nextInt(3) * 500L,
                            random.nextBoolean() ? Long.MAX_VALUE : 2_000,
                            random.nextInt(4) * 1_000L);
            boolean isHurried = random.nextBoolean();
            this.log =
                    new CompactedLog(
                            rule, () -> 1 << 20, bytes -> !isHurried || random.nextInt(3) > 0);
        }

        void run() {
            int keys = 1 + random.nextInt(40);
            for (int step = 0; step < 60; step++) {
                for (int batch = random.nextInt(6); batch > 0; batch--) {
                    append(keys);
                }
                nowMs += random.nextInt(700);
                if (random.nextInt(8) == 0) {
                    log.settleInVain(nowMs);
                }
                log.settle(nowMs);
                check();
            }
        }

        private void append(int keys) {
            SimpleRecord[] records = new SimpleRecord[1 + random.nextInt(5)];
            for (int i = 0; i < records.length; i++) {
                String key = "key-" + random.nextInt(keys);
                String value =
                        random.nextInt(4) == 0
                                ? null
                                : "value-" + appended.size() + "-".repeat(random.nextInt(300));
                appended.add(new Found(appended.size(), nowMs, key, value));
                records[i] = record(nowMs, key, value);
            }
            log.append(COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())), records);
        }

        private void check() {
            List<Found> left = log.read(0);
            Map<Long, Found> byOffset = new HashMap<>();
            long last = -1;
            for (Found found : left) {
                assertTrue(found.offset() > last, this::toString);
                last = found.offset();
                assertEquals(appended.get((int) found.offset()), found, this::toString);
                byOffset.put(found.offset(), found);
            }
            Map<String, Found> latest = new HashMap<>();
            appended.forEach(each -> latest.put(Objects.requireNonNull(each.key()), each));
            for (Found each : appended) {
                if (!byOffset.containsKey(each.offset())) {
                    checkGone(each, latest, left);
                }
            }
            int from = random.nextInt(appended.size() + 1);
            assertEquals(
                    left.stream().filter(found -> found.offset() >= from).toList(),
                    log.read(from),
                    this::toString);
        }

        private void checkGone(Found each, Map<String, Found> latest, List<Found> left) {
            assertTrue(nowMs >= each.timestampMs() + rule.minLagMs(), this::toString);
            assertTrue(each.offset() < log.endOffset(), this::toString);
            Found newest = Objects.requireNonNull(latest.get(each.key()));
            if (newest.equals(each)) {
                // Nothing but a tombstone may be the last one and go; nothing before it is left.
                assertEquals(null, each.value(), this::toString);
                assertTrue(nowMs >= each.timestampMs() + rule.deleteRetentionMs(), this::toString);
                assertFalse(keys(left).contains(each.key()), this::toString);
            }
        }

        @Override
        public String toString() {
            return "seed %d at %d: %s".formatted(seed, nowMs, rule);
        }
    }

    @Test
    void aPassThatIsComplete_leavesOneRecordOfEachKey() {
        CompactedLog log = log(ALWAYS);
        IntStream.range(0, 500).forEach(i -> appendLarge(log, i, "key-" + i % 7, "value-" + i));
        log.settle(1_000);
        log.settle(1_000);

        assertEquals(500, log.compactedTo());
        assertEquals(7, log.read(0).size());
    }
}
