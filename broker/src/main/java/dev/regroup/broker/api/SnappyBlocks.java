package dev.regroup.broker.api;

import java.nio.ByteBuffer;
import org.apache.kafka.common.InvalidRecordException;
import org.apache.kafka.common.record.internal.DefaultRecordBatch;
import org.apache.kafka.common.record.internal.MutableRecordBatch;
import org.apache.kafka.common.utils.internals.ByteBufferOutputStream;

/// Looks at the lengths in a batch compressed with snappy before it is opened: the library makes
/// arrays as long as they say, of half a gigabyte if need be.
final class SnappyBlocks {
    private static final long MAGIC = 0x82_53_4e_41_50_50_59_00L;
    private static final int HEADER_BYTES = 16;

    private SnappyBlocks() {}

    /// Throws [InvalidRecordException] if a block is cut short, or would open to more than
    /// `openedMax` bytes.
    static void check(MutableRecordBatch batch, int openedMax) {
        ByteBuffer in = content(batch);
        if (in.remaining() < HEADER_BYTES || in.getLong(in.position()) != MAGIC) {
            expect(openedBytes(in) <= openedMax, "a block that opens to too much");
            return;
        }
        in.position(in.position() + HEADER_BYTES);
        while (in.remaining() >= Integer.BYTES) {
            if (in.remaining() >= HEADER_BYTES && in.getLong(in.position()) == MAGIC) {
                in.position(in.position() + HEADER_BYTES);
                continue;
            }
            int length = in.getInt();
            expect(length >= 0 && length <= in.remaining(), "a block longer than the batch");
            expect(
                    openedBytes(in.slice(in.position(), length)) <= openedMax,
                    "a block that opens to too much");
            in.position(in.position() + length);
        }
    }

    private static ByteBuffer content(MutableRecordBatch batch) {
        ByteBufferOutputStream bytes = new ByteBufferOutputStream(batch.sizeInBytes());
        batch.writeTo(bytes);
        return bytes.buffer().flip().position(DefaultRecordBatch.RECORD_BATCH_OVERHEAD);
    }

    /// What a block says before its content: a number of up to five bytes, the lowest bits first.
    private static long openedBytes(ByteBuffer block) {
        long opened = 0;
        for (int i = 0; i < 5 && block.remaining() > i; i++) {
            byte next = block.get(block.position() + i);
            opened |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return opened;
            }
        }
        return Long.MAX_VALUE;
    }

    private static void expect(boolean holds, String found) {
        if (!holds) {
            throw new InvalidRecordException("found %s of snappy".formatted(found));
        }
    }
}
