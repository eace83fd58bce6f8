package dev.regroup.broker;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.zip.CRC32C;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Message;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Damaged requests: sensible ones of every API and version, with a few bytes changed, cut, doubled
/// or put in.
final class FrameFuzzer {
    /// Most frames are still readable after one: what they then say is what is to be tried.
    private static final int[] MUTATIONS = {0, 1, 1, 1, 1, 2, 2, 4};

    private static final int BATCH_CRC_AT = 17;
    private static final int BATCH_CRC_FROM = 21;
    private static final byte[] MAGIC_2 = {2};
    private static final byte[][] NUMBERS = {
        {0}, {1}, {-1}, {127}, {-128}, {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x0f},
        {0, 0, 0, 0}, {-1, -1, -1, -1}, {127, -1, -1, -1}, {-128, 0, 0, 0}, {0, 0, 0, 1}, {-1, -1},
        {127, -1}, {-128, 0}, {-1, -1, -1, -1, -1, -1, -1, -1}, {127, -1, -1, -1, -1, -1, -1, -1}
    };

    private final List<byte[]> corpus;
    private final SplittableRandom random;

    /// @param corpus by [#corpus]
    FrameFuzzer(List<byte[]> corpus, SplittableRandom random) {
        this.corpus = corpus;
        this.random = random;
    }

    /// A whole frame, header and body without its length, of each version of each API.
    static List<byte[]> corpus(Map<ApiKeys, IntFunction<ApiMessage>> requests) {
        List<byte[]> corpus = new ArrayList<>();
        requests.forEach((api, request) -> {
            for (int version = api.oldestVersion();
                    version <= api.latestVersion(false);
                    version++) {
                corpus.add(frame(api, version, request.apply(version)));
            }
        });
        return List.copyOf(corpus);
    }

    boolean oneOf(int many) {
        return random.nextInt(many) == 0;
    }

    /// A damaged frame, without its length.
    byte[] next(int correlationId) {
        byte[] frame = corpus.get(random.nextInt(corpus.size())).clone();
        ByteBuffer.wrap(frame).putInt(4, correlationId);
        if (random.nextInt(50) == 0) {
            return garbage(1 + random.nextInt(200));
        }
        boolean produce = ByteBuffer.wrap(frame).getShort() == ApiKeys.PRODUCE.id;
        if (produce && random.nextBoolean()) {
            return damageBatch(frame);
        }
        int mutations = MUTATIONS[random.nextInt(MUTATIONS.length)];
        for (int i = 0; i < mutations; i++) {
            frame = mutate(frame);
        }
        return frame;
    }

    private byte[] mutate(byte[] frame) {
        // The header is damaged seldom: most of it would only close the connection.
        int from = random.nextInt(20) == 0 ? 0 : Math.min(8, frame.length);
        if (from >= frame.length) {
            return frame;
        }
        int at = from + random.nextInt(frame.length - from);
        return switch (random.nextInt(12)) {
            case 0, 7, 8 -> flip(frame, at);
            case 1, 9, 10, 11 -> overwrite(frame, at, NUMBERS[random.nextInt(NUMBERS.length)]);
            case 2 -> Arrays.copyOf(frame, Math.max(8, at));
            case 3 -> splice(frame, at, garbage(random.nextInt(40)), at);
            case 4 -> {
                int end = Math.min(frame.length, at + random.nextInt(40));
                yield splice(frame, at, Arrays.copyOfRange(frame, at, end), at);
            }
            case 5 -> splice(frame, at, new byte[0], at + random.nextInt(frame.length - at + 1));
            default -> {
                byte[] other = corpus.get(random.nextInt(corpus.size()));
                int start = random.nextInt(other.length);
                yield splice(
                        frame,
                        at,
                        Arrays.copyOfRange(
                                other, start, Math.min(other.length, start + random.nextInt(60))),
                        frame.length);
            }
        };
    }

    private byte[] flip(byte[] frame, int at) {
        frame[at] ^= (byte) (1 << random.nextInt(8));
        return frame;
    }

    private static byte[] overwrite(byte[] frame, int at, byte[] value) {
        System.arraycopy(value, 0, frame, at, Math.min(value.length, frame.length - at));
        return frame;
    }

    private static byte[] splice(byte[] frame, int at, byte[] middle, int goOnAt) {
        ByteArrayOutputStream spliced = new ByteArrayOutputStream();
        spliced.write(frame, 0, at);
        spliced.writeBytes(middle);
        spliced.write(frame, goOnAt, frame.length - goOnAt);
        return spliced.toByteArray();
    }

    byte[] garbage(int length) {
        byte[] garbage = new byte[length];
        random.nextBytes(garbage);
        return garbage;
    }

    /// A batch whose checksum is right over damaged contents: the damage passes the first check.
    private byte[] damageBatch(byte[] frame) {
        byte[] batch = batch();
        for (int i = 0; i <= random.nextInt(3); i++) {
            flip(batch, BATCH_CRC_FROM + random.nextInt(batch.length - BATCH_CRC_FROM));
        }
        CRC32C checksum = new CRC32C();
        checksum.update(batch, BATCH_CRC_FROM, batch.length - BATCH_CRC_FROM);
        ByteBuffer.wrap(batch).putInt(BATCH_CRC_AT, (int) checksum.getValue());
        int at = batchStart(frame);
        return at < 0 ? frame : overwrite(frame, at, batch);
    }

    /// As large as the batch of the corpus, or smaller: it is written over that.
    private byte[] batch() {
        MemoryRecords records =
                MemoryRecords.withIdempotentRecords(
                        Compression.NONE,
                        random.nextInt(5),
                        (short) random.nextInt(2),
                        random.nextInt(3),
                        new SimpleRecord(1, new byte[] {'v'}));
        byte[] batch = new byte[records.sizeInBytes()];
        records.buffer().duplicate().get(batch);
        return batch;
    }

    /// Where a batch with one record begins: its magic is the 17th byte.
    private static int batchStart(byte[] frame) {
        int size =
                MemoryRecords.withRecords(Compression.NONE, new SimpleRecord(1, new byte[1]))
                        .sizeInBytes();
        for (int at = frame.length - size; at >= 0; at--) {
            if (frame[at + 16] == MAGIC_2[0] && ByteBuffer.wrap(frame).getLong(at) == 0) {
                return at;
            }
        }
        return -1;
    }

    private static byte[] frame(ApiKeys api, int version, ApiMessage request) {
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(api.id)
                        .setRequestApiVersion((short) version)
                        .setClientId("fuzz");
        byte[] head = bytes(header, api.requestHeaderVersion((short) version));
        return splice(head, head.length, bytes(request, (short) version), head.length);
    }

    private static byte[] bytes(Message message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        ByteBuffer bytes = ByteBuffer.allocate(message.size(cache, version));
        message.write(new ByteBufferAccessor(bytes), cache, version);
        return bytes.array();
    }
}
