package dev.regroup.broker.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.regroup.broker.settings.DynamicSettings;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.settings.TopicSettings;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.storage.partition.PartitionKey;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.Test;

/// Batches with damage under a checksum that is right, so that it is met where batches are looked
/// into: each gets a verdict, soon and in bounded memory, and what passes can be read.
/// `-Dfuzz.payloads=N` tries as many, `-Dfuzz.seed=N` from seed N on.
class ProducePayloadFuzzTest {
    private static final int PAYLOADS = Integer.getInteger("fuzz.payloads", 6_000);
    private static final long FIRST = Long.getLong("fuzz.seed", 1);

    /// Some of each run are new.
    private static final int FRESH_PART = 10;

    private static final long ALLOCATED_BYTES_MAX = 6L * Recompression.OPENED_BYTES_MAX;
    private static final long ELAPSED_MAX_S = 20;

    private static final List<String> COMPRESSIONS =
            List.of("producer", "uncompressed", "gzip", "snappy", "lz4", "zstd");
    private static final int LENGTH_AT = 8;
    private static final int CRC_AT = 17;
    private static final int ATTRIBUTES_AT = 21;
    private static final int LAST_OFFSET_DELTA_AT = 23;
    private static final int COUNT_AT = 57;
    private static final int RECORDS_AT = 61;

    private final BatchCheck check = new BatchCheck(Ticker.system(), new Recompression());
    private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private final Map<Errors, Integer> verdicts = new EnumMap<>(Errors.class);

    @Test
    void damagedPayloads_getAVerdictInBoundedTimeAndMemory() {
        long fresh = System.currentTimeMillis();
        System.out.printf(
                "damaged payloads: seeds %d to %d and %d from %d on%n",
                FIRST, FIRST + PAYLOADS - 1, PAYLOADS / FRESH_PART, fresh);
        for (int i = 0; i < PAYLOADS; i++) {
            tryOne(FIRST + i);
        }
        for (int i = 0; i < PAYLOADS / FRESH_PART; i++) {
            tryOne(fresh + i);
        }
        System.out.println("verdicts: " + verdicts);
        for (Errors expected :
                List.of(Errors.NONE, Errors.CORRUPT_MESSAGE, Errors.INVALID_RECORD)) {
            assertTrue(verdicts.getOrDefault(expected, 0) > PAYLOADS / 100, verdicts::toString);
        }
    }

    private void tryOne(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer batch = batch(random);
        damage(batch, random);
        TopicSettings settings = settings(random);
        long allocatedBefore = threads.getCurrentThreadAllocatedBytes();
        long startNs = System.nanoTime();
        boolean isJudged = false;
        try {
            BatchCheck.Verdict verdict =
                    check.check(
                            new PartitionKey(new Uuid(0, 7), 0),
                            MemoryRecords.readableRecords(batch),
                            settings,
                            (short) 12);
            judge(verdict, settings, seed);
            isJudged = true;
        } finally {
            if (!isJudged) {
                System.out.printf("-Dfuzz.seed=%d, thrown:%n", seed);
            }
        }
        long allocated = threads.getCurrentThreadAllocatedBytes() - allocatedBefore;
        long elapsedNs = System.nanoTime() - startNs;
        assertTrue(allocated < ALLOCATED_BYTES_MAX, seed + ": " + allocated + " bytes");
        assertTrue(
                elapsedNs < TimeUnit.SECONDS.toNanos(ELAPSED_MAX_S),
                seed + ": " + elapsedNs + " ns");
    }

    private void judge(BatchCheck.Verdict verdict, TopicSettings settings, long seed) {
        switch (verdict) {
            case BatchCheck.Bad bad -> verdicts.merge(bad.error(), 1, Integer::sum);
            case BatchCheck.Good good -> {
                verdicts.merge(Errors.NONE, 1, Integer::sum);
                check.release(good);
                if (good.heldBytes() > 0) {
                    readable(good.batch().body(), settings, seed);
                }
            }
        }
    }

    /// What was opened and made anew can be read by everybody.
    private static void readable(ByteBuffer body, TopicSettings settings, long seed) {
        RecordBatch batch = MemoryRecords.readableRecords(body.duplicate()).firstBatch();
        assertTrue(batch != null && batch.sizeInBytes() == body.remaining(), "seed " + seed);
        batch.ensureValid();
        int count = 0;
        for (Record record : batch) {
            assertEquals(count++, record.offset(), "seed " + seed);
        }
        assertEquals(batch.countOrNull(), count, "seed " + seed);
        assertTrue(batch.sizeInBytes() <= settings.maxMessageBytes(), "seed " + seed);
    }

    private static ByteBuffer batch(SplittableRandom random) {
        List<CompressionType> all = List.of(CompressionType.values());
        CompressionType compression = all.get(random.nextInt(all.size()));
        boolean bomb = random.nextInt(400) == 0;
        int count = bomb ? 50 : 1 + random.nextInt(20);
        SimpleRecord[] records =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                new SimpleRecord(
                                        1_000 + i,
                                        new byte[random.nextInt(10)],
                                        new byte[bomb ? 1 << 20 : random.nextInt(300)]))
                        .toArray(SimpleRecord[]::new);
        ByteBuffer made =
                MemoryRecords.withIdempotentRecords(
                                bomb
                                        ? Compression.zstd().build()
                                        : Compression.of(compression).build(),
                                7,
                                (short) 0,
                                0,
                                records)
                        .buffer();
        return ByteBuffer.allocate(made.remaining()).put(made).flip();
    }

    /// Nothing, or up to three of what a bug or malice may do; then the checksum anew, mostly.
    private static void damage(ByteBuffer batch, SplittableRandom random) {
        for (int damages = random.nextInt(4); damages > 0; damages--) {
            switch (random.nextInt(7)) {
                case 0 -> batch.putInt(COUNT_AT, anyCount(random));
                case 1 -> {
                    int count = anyCount(random);
                    batch.putInt(COUNT_AT, count).putInt(LAST_OFFSET_DELTA_AT, count - 1);
                }
                case 2 -> batch.putInt(LAST_OFFSET_DELTA_AT, anyCount(random));
                case 3 -> batch.putShort(ATTRIBUTES_AT, (short) random.nextInt());
                case 4 -> batch.putShort(ATTRIBUTES_AT, (short) random.nextInt(5));
                case 5 -> {
                    int cut = random.nextInt(batch.limit() - RECORDS_AT + 1);
                    batch.limit(batch.limit() - cut);
                    batch.putInt(LENGTH_AT, batch.limit() - 12);
                }
                default -> flip(batch, random);
            }
        }
        if (random.nextInt(20) != 0) {
            CRC32C crc = new CRC32C();
            crc.update(batch.slice(ATTRIBUTES_AT, batch.limit() - ATTRIBUTES_AT));
            batch.putInt(CRC_AT, (int) crc.getValue());
        }
    }

    private static void flip(ByteBuffer batch, SplittableRandom random) {
        int from = random.nextInt(8) == 0 ? 0 : RECORDS_AT;
        for (int bytes = 1 + random.nextInt(4); bytes > 0 && batch.limit() > from; bytes--) {
            int at = from + random.nextInt(Math.min(batch.limit() - from, 64));
            batch.put(at, (byte) (random.nextInt(3) == 0 ? 0xff : random.nextInt()));
        }
    }

    private static int anyCount(SplittableRandom random) {
        return switch (random.nextInt(4)) {
            case 0 -> random.nextInt();
            case 1 -> Integer.MAX_VALUE;
            case 2 -> -1;
            default -> random.nextInt(40);
        };
    }

    private static TopicSettings settings(SplittableRandom random) {
        Map<String, String> own =
                Map.of(
                        "compression.type",
                        COMPRESSIONS.get(random.nextInt(COMPRESSIONS.size())),
                        "message.timestamp.type",
                        random.nextInt(3) == 0 ? "LogAppendTime" : "CreateTime");
        return TopicSettings.of(
                new EffectiveSettings(
                        StaticSettings.of(1, Map.of(), Map.of()), DynamicSettings.NONE),
                new TreeMap<>(own));
    }
}
