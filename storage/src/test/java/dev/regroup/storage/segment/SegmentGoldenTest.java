package dev.regroup.storage.segment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.storage.memory.MemoryBlobStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/// The bytes of an object, as `docs/formats/segment.md` gives them. The golden is never edited.
class SegmentGoldenTest {
    private static final Uuid TOPIC_ID = new Uuid(0x0123456789abcdefL, 0xfedcba9876543210L);
    private static final SegmentSizes SIZES = new SegmentSizes(4_096, 150, 512);
    private static final String KEY = "3/000000000000000a";
    private static final List<Segment> SEGMENTS =
            List.of(new Segment(10, 16, 297, 2, 4, 9, 8), new Segment(10, 413, 99, 1, 0, 1, -1));

    @Test
    void anObjectIsWrittenAsInTheGolden() throws IOException {
        MemoryBlobStore blobs = new MemoryBlobStore();
        SegmentWriter writer = new SegmentStore(blobs, SIZES).writer(3, 10);

        writer.begin(TOPIC_ID, 258, 0);
        writer.add(SettledBatches.batch(2, 8));
        writer.add(SettledBatches.batch(3, 7));
        writer.add(SettledBatches.batch(4, 6));
        List<Segment> first = writer.end();
        writer.begin(TOPIC_ID, 259, 0);
        writer.add(SettledBatches.batch(0, -1));
        List<Segment> second = writer.end();
        writer.finish();

        assertEquals(SEGMENTS, List.of(first.getFirst(), second.getFirst()));
        ByteBuffer written = blobs.get(KEY, 0, 1 << 16).orElseThrow();
        byte[] bytes = new byte[written.remaining()];
        written.get(bytes);
        assertEquals(golden(), HexFormat.of().formatHex(bytes));
    }

    @Test
    void theGoldenIsRead() throws IOException {
        MemoryBlobStore blobs = new MemoryBlobStore();
        blobs.putIfAbsent(KEY, ByteBuffer.wrap(HexFormat.of().parseHex(golden())));
        SegmentStore store = new SegmentStore(blobs, SIZES);

        Segments first = new Segments(3, SEGMENTS.subList(0, 1));
        assertEquals(
                List.of(6L, 7L, 8L, 9L),
                SettledBatches.offsets(store.read(first, 7, 1_000, false)));
        assertEquals(
                List.of(0L, 1L),
                SettledBatches.offsets(
                        store.read(new Segments(3, SEGMENTS.subList(1, 2)), 0, 1_000, false)));
    }

    private static String golden() throws IOException {
        try (InputStream in =
                SegmentGoldenTest.class.getResourceAsStream("/golden/segment-v1.hex")) {
            return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.US_ASCII)
                    .replaceAll("\\s", "");
        }
    }
}
