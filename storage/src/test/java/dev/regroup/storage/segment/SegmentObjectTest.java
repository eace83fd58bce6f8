package dev.regroup.storage.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.memory.MemoryBlobStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SegmentObjectTest {
    private static final int BATCH_EPOCH_AT = 12;

    private final List<CorruptDataException> damages = new ArrayList<>();
    private final List<Segment> written = new ArrayList<>();
    private ByteBuffer object = ByteBuffer.allocate(0);

    @BeforeEach
    void write() {
        MemoryBlobStore blobs = new MemoryBlobStore();
        SegmentWriter writer =
                new SegmentStore(blobs, new SegmentSizes(4_096, 150, 512)).writer(3, 10);
        writer.begin(new Uuid(1, 2), 258, 0);
        for (int i = 2; i < 5; i++) {
            writer.add(SettledBatches.batch(i));
        }
        written.addAll(writer.end());
        writer.begin(new Uuid(1, 3), 0, 0);
        writer.add(SettledBatches.batch(0, -1));
        written.addAll(writer.end());
        writer.finish();
        object = blobs.get("3/000000000000000a", 0, 1 << 16).orElseThrow();
    }

    private List<SegmentObject.Found> read(ByteBuffer bytes) {
        return SegmentObject.read("object", bytes, 3, 10, damages::add);
    }

    @Test
    void anObject_isReadBackwards() {
        List<SegmentObject.Found> found = read(object);

        assertEquals(List.of(), damages);
        assertEquals(written, found.stream().map(SegmentObject.Found::segment).toList());
        assertEquals(new Uuid(1, 3), found.getLast().topicId());
        assertEquals(258, found.getFirst().partition());
        assertEquals(
                SettledBatches.batch(2).remaining(),
                SegmentObject.batchBytes(found.getFirst().batches(), 0));
    }

    /// All but the leader epochs of batches, which their own checksums leave out.
    @Test
    void everyBitThatIsFlipped_isNoticed() {
        TreeSet<Integer> unprotected = new TreeSet<>();
        for (Segment segment : written) {
            for (int at = 0;
                    at < segment.lengthBytes();
                    at += SettledBatches.batch(2).remaining()) {
                for (int i = 0; i < Integer.BYTES; i++) {
                    unprotected.add(segment.position() + at + BATCH_EPOCH_AT + i);
                }
            }
        }
        for (int at = 0; at < object.limit(); at++) {
            for (int bit = 0; bit < Byte.SIZE && !unprotected.contains(at); bit++) {
                damages.clear();
                ByteBuffer damaged = copy();
                damaged.put(at, (byte) (damaged.get(at) ^ 1 << bit));

                read(damaged);

                assertFalse(damages.isEmpty(), "byte %d, bit %d".formatted(at, bit));
            }
        }
    }

    @Test
    void whateverTheBytesAre_readingThemEnds() {
        SplittableRandom random = new SplittableRandom(5);
        for (int round = 0; round < 20_000; round++) {
            ByteBuffer bytes = copy();
            for (int flips = 1 + random.nextInt(8); flips > 0; flips--) {
                bytes.put(random.nextInt(bytes.limit()), (byte) random.nextInt());
            }
            bytes.limit(random.nextInt(4) == 0 ? random.nextInt(bytes.limit()) : bytes.limit());
            for (SegmentObject.Found found : read(bytes)) {
                int at = 0;
                int size = SegmentObject.batchBytes(found.batches(), at);
                while (size > 0 && at + size < found.batches().limit()) {
                    at += size;
                    size = SegmentObject.batchBytes(found.batches(), at);
                }
            }
            damages.clear();
        }
    }

    private ByteBuffer copy() {
        return ByteBuffer.allocate(object.remaining()).put(object.duplicate()).flip();
    }
}
