package dev.regroup.broker;

import static dev.regroup.broker.Batches.only;
import static dev.regroup.broker.Batches.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResourceCollection;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfigCollection;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.message.ProduceResponseData.PartitionProduceResponse;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.Record;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.common.record.internal.SimpleRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// compression.type and what belongs to it, over a socket.
class RecompressionWireTest {
    private static final byte TOPIC = 2;

    private TestBroker broker;
    private WireClient client;
    private Uuid topicId = Uuid.ZERO_UUID;

    @BeforeEach
    void start() {
        broker = TestBroker.start();
        topicId = broker.createTopic("t", 1);
        client = broker.connect();
    }

    @AfterEach
    void stop() {
        client.close();
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"uncompressed", "gzip", "snappy", "lz4", "zstd"})
    void aTopicsCompression_isWhatEveryProducersBatchesHaveInTheLog(String wanted) {
        set("compression.type", wanted);
        CompressionType expected =
                wanted.equals("uncompressed")
                        ? CompressionType.NONE
                        : CompressionType.forName(wanted);
        long offset = 0;
        for (CompressionType source : CompressionType.values()) {
            PartitionProduceResponse produced = produce(batch(source, 7, (int) offset, 30));
            assertEquals(Errors.NONE.code(), produced.errorCode(), produced::errorMessage);
            assertEquals(offset, produced.baseOffset());

            RecordBatch stored = fetch(offset);

            stored.ensureValid();
            assertEquals(expected, stored.compressionType());
            assertEquals(offset, stored.baseOffset());
            assertEquals(7, stored.producerId());
            assertEquals((int) offset, stored.baseSequence());
            assertEquals(1_029, stored.maxTimestamp());
            assertRecords(stored, offset, 30);
            offset += 30;
        }
    }

    @ParameterizedTest
    @EnumSource(CompressionType.class)
    void asTheProducerMadeThem_batchesStay(CompressionType source) {
        MemoryRecords sent = batch(source, 7, 0, 10);
        int sizeBytes = sent.sizeInBytes();

        produce(sent);

        assertEquals(sizeBytes, fetch(0).sizeInBytes());
        assertEquals(source, fetch(0).compressionType());
    }

    @Test
    void aSettingThatChanges_countsForTheNextBatch_andIdempotenceHolds() {
        produce(batch(CompressionType.GZIP, 7, 0, 3));
        set("compression.type", "zstd");
        set("compression.zstd.level", "19");
        produce(batch(CompressionType.GZIP, 7, 3, 3));
        PartitionProduceResponse again = produce(batch(CompressionType.GZIP, 7, 3, 3));
        set("compression.type", "producer");
        produce(batch(CompressionType.GZIP, 7, 6, 3));

        assertEquals(3, again.baseOffset());
        assertEquals(CompressionType.GZIP, fetch(0).compressionType());
        assertEquals(CompressionType.ZSTD, fetch(3).compressionType());
        assertEquals(CompressionType.GZIP, fetch(6).compressionType());
    }

    @Test
    void levels_areActedOn() {
        set("compression.type", "gzip");
        set("compression.gzip.level", "1");
        produce(batch(CompressionType.NONE, 7, 0, 2_000));
        set("compression.gzip.level", "9");
        produce(batch(CompressionType.NONE, 7, 2_000, 2_000));

        assertTrue(fetch(0).sizeInBytes() > fetch(2_000).sizeInBytes());
    }

    @Test
    void logAppendTime_isGivenToBatchesCompressedAnewToo() {
        set("message.timestamp.type", "LogAppendTime");
        PartitionProduceResponse kept = produce(batch(CompressionType.LZ4, 7, 0, 2));
        set("compression.type", "snappy");
        PartitionProduceResponse anew = produce(batch(CompressionType.LZ4, 7, 2, 2));

        for (PartitionProduceResponse produced : List.of(kept, anew)) {
            RecordBatch stored = fetch(produced.baseOffset());
            stored.ensureValid();
            assertTrue(produced.logAppendTimeMs() > 1_000_000);
            assertEquals(TimestampType.LOG_APPEND_TIME, stored.timestampType());
            assertEquals(produced.logAppendTimeMs(), stored.maxTimestamp());
            stored.forEach(record -> assertEquals(produced.logAppendTimeMs(), record.timestamp()));
        }
    }

    @Test
    void boundsOnSizeAndTime_holdForWhatIsInside() {
        set("compression.type", "uncompressed");
        SimpleRecord large = new SimpleRecord(1_000, new byte[2 << 20]);
        assertError(
                Errors.MESSAGE_TOO_LARGE,
                MemoryRecords.withRecords(Compression.zstd().build(), large));

        set("max.decompressed.message.bytes", "1000");
        SimpleRecord medium = new SimpleRecord(1_000, new byte[2_000]);
        assertError(
                Errors.INVALID_RECORD,
                MemoryRecords.withRecords(Compression.zstd().build(), medium));

        set("message.timestamp.before.max.ms", "5000");
        long now = System.currentTimeMillis();
        assertError(
                Errors.INVALID_TIMESTAMP,
                MemoryRecords.withRecords(
                        Compression.gzip().build(),
                        new SimpleRecord(now, "a".getBytes(UTF_8)),
                        new SimpleRecord(now - 60_000, "b".getBytes(UTF_8))));
    }

    /// Zeros compress a thousandfold and more: some kilobytes that open to 64 MiB.
    @ParameterizedTest
    @EnumSource(
            value = CompressionType.class,
            names = {"GZIP", "ZSTD"})
    void aBatchThatOpensToFarTooMuch_isRefusedInBoundedMemory(CompressionType source) {
        set("compression.type", "lz4");
        SimpleRecord[] records =
                IntStream.range(0, 64)
                        .mapToObj(i -> new SimpleRecord(1_000, new byte[1 << 20]))
                        .toArray(SimpleRecord[]::new);

        assertError(
                Errors.MESSAGE_TOO_LARGE,
                MemoryRecords.withRecords(Compression.of(source).build(), records));
        assertEquals(0, produce(batch(source, 7, 0, 3)).baseOffset());
    }

    private static MemoryRecords batch(
            CompressionType compression, long producerId, int sequence, int count) {
        SimpleRecord[] records =
                IntStream.range(0, count)
                        .mapToObj(i ->
                                new SimpleRecord(
                                        1_000 + i,
                                        ("key-" + i).getBytes(UTF_8),
                                        i % 5 == 4 ? null : ("value-" + i).getBytes(UTF_8),
                                        new Header[] {
                                            new RecordHeader("h", ("h" + i).getBytes(UTF_8))
                                        }))
                        .toArray(SimpleRecord[]::new);
        return MemoryRecords.withIdempotentRecords(
                Compression.of(compression).build(), producerId, (short) 0, sequence, records);
    }

    private static void assertRecords(RecordBatch stored, long from, int count) {
        List<Record> records = new ArrayList<>();
        stored.forEach(records::add);
        assertEquals(count, records.size());
        for (int i = 0; i < count; i++) {
            Record record = records.get(i);
            assertEquals(from + i, record.offset());
            assertEquals(1_000 + i, record.timestamp());
            assertEquals("key-" + i, UTF_8.decode(record.key()).toString());
            assertEquals(i % 5 != 4, record.hasValue());
            assertEquals("h" + i, new String(record.headers()[0].value(), UTF_8));
        }
    }

    private PartitionProduceResponse produce(MemoryRecords records) {
        return only(
                client.call(
                        Batches.VERSION, request("t", 0, -1, records), ProduceResponseData.class));
    }

    private void assertError(Errors expected, MemoryRecords records) {
        PartitionProduceResponse response = produce(records);
        assertEquals(expected, Errors.forCode(response.errorCode()), response.errorMessage());
    }

    private RecordBatch fetch(long offset) {
        FetchPartition partition =
                new FetchPartition()
                        .setPartition(0)
                        .setFetchOffset(offset)
                        .setPartitionMaxBytes(1 << 20);
        FetchTopic topic = new FetchTopic().setTopicId(topicId).setPartitions(List.of(partition));
        FetchResponseData fetched =
                client.call(
                        16,
                        new FetchRequestData()
                                .setMaxWaitMs(0)
                                .setMinBytes(0)
                                .setMaxBytes(1 << 20)
                                .setTopics(List.of(topic)),
                        FetchResponseData.class);
        MemoryRecords records =
                (MemoryRecords) fetched.responses().getFirst().partitions().getFirst().records();
        return records.batches().iterator().next();
    }

    private void set(String name, String value) {
        AlterableConfigCollection configs = new AlterableConfigCollection();
        configs.add(
                new AlterableConfig().setName(name).setValue(value).setConfigOperation((byte) 0));
        AlterConfigsResourceCollection resources = new AlterConfigsResourceCollection();
        resources.add(
                new AlterConfigsResource()
                        .setResourceType(TOPIC)
                        .setResourceName("t")
                        .setConfigs(configs));
        IncrementalAlterConfigsResponseData answer =
                client.call(
                        1,
                        new IncrementalAlterConfigsRequestData().setResources(resources),
                        IncrementalAlterConfigsResponseData.class);
        assertEquals(Errors.NONE.code(), answer.responses().getFirst().errorCode());
    }
}
