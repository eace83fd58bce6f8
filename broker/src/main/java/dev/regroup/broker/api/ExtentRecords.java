package dev.regroup.broker.api;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.record.internal.BaseRecords;
import org.apache.kafka.common.record.internal.RecordsSend;

/// Record batches that lie in several places, sent one after the other without being copied
/// together.
///
/// @param slices read-only views, whose positions are left alone
record ExtentRecords(List<ByteBuffer> slices, int sizeInBytes) implements BaseRecords {
    static ExtentRecords of(List<ByteBuffer> slices) {
        return new ExtentRecords(
                List.copyOf(slices), slices.stream().mapToInt(ByteBuffer::remaining).sum());
    }

    @Override
    public RecordsSend<ExtentRecords> toSend() {
        return new GatherSend(this);
    }

    /// Writes as many slices at once as the system takes.
    private static final class GatherSend extends RecordsSend<ExtentRecords> {
        private final ByteBuffer[] left;
        private int first;

        GatherSend(ExtentRecords records) {
            super(records, records.sizeInBytes);
            this.left =
                    records.slices.stream().map(ByteBuffer::duplicate).toArray(ByteBuffer[]::new);
        }

        @Override
        protected int writeTo(TransferableChannel channel, int previouslyWritten, int remaining)
                throws IOException {
            int written = (int) channel.write(left, first, left.length - first);
            while (first < left.length && !left[first].hasRemaining()) {
                first++;
            }
            return written;
        }
    }
}
