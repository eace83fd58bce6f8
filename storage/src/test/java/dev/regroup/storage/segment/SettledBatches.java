package dev.regroup.storage.segment;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regroup.storage.partition.BatchHeader;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Batches of two records each, and what is in bytes of batches.
public final class SettledBatches {
    public static final int LEADER_EPOCH = 3;

    private SettledBatches() {}

    /// The batch at offsets `2 * number` and the next, with `number` as timestamp.
    public static ByteBuffer batch(int number) {
        return batch(number, number);
    }

    public static ByteBuffer batch(int number, long timestampMs) {
        ByteBuffer bytes =
                MemoryRecords.withRecords(
                                Compression.NONE,
                                new SimpleRecord(timestampMs, value(2 * number).getBytes(UTF_8)),
                                new SimpleRecord(
                                        timestampMs, value(2 * number + 1).getBytes(UTF_8)))
                        .buffer();
        BatchHeader.assign(bytes, 2L * number, LEADER_EPOCH);
        return bytes;
    }

    private static String value(int offset) {
        return "value-%06d".formatted(offset);
    }

    /// The offsets of all records, each of which has the value that belongs to its offset.
    public static List<Long> offsets(List<ByteBuffer> slices) {
        List<Long> offsets = new ArrayList<>();
        for (ByteBuffer slice : slices) {
            for (var batch : MemoryRecords.readableRecords(slice.slice()).batches()) {
                batch.ensureValid();
                for (var each : batch) {
                    String value = UTF_8.decode(each.value()).toString();
                    if (!value.equals(value((int) each.offset()))) {
                        throw new AssertionError("%s at offset %d".formatted(value, each.offset()));
                    }
                    offsets.add(each.offset());
                }
            }
        }
        return offsets;
    }
}
