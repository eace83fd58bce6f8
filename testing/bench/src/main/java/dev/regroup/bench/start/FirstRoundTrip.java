package dev.regroup.bench.start;

import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.net.ConnectException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.message.FetchRequestData;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchRequestData.FetchTopic;
import org.apache.kafka.common.message.FetchResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.message.ProduceRequestData;
import org.apache.kafka.common.message.ProduceRequestData.PartitionProduceData;
import org.apache.kafka.common.message.ProduceRequestData.TopicProduceData;
import org.apache.kafka.common.message.ProduceResponseData;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Makes a topic by asking for it, produces a record to it and reads it back, as soon as the broker
/// lets one.
final class FirstRoundTrip {
    private static final String TOPIC = "first";
    private static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long TRY_AGAIN_NS = 500_000;
    private static final int METADATA = 12;
    private static final int PRODUCE = 13;
    private static final int FETCH = 16;

    private FirstRoundTrip() {}

    /// Since the broker's start: until somebody listened, and until the record was back.
    record Ages(Duration listening, Duration roundTrip) {}

    static Ages make(BrokerProcess broker) throws IOException {
        long deadlineNs = System.nanoTime() + WITHIN_NS;
        while (true) {
            try (SocketChannel socket = SocketChannel.open(broker.address())) {
                Duration listening = broker.age();
                socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
                Uuid topic = awaitTopic(socket, deadlineNs);
                while (!produced(socket, topic)) {
                    tryAgain(deadlineNs, "a record to be taken");
                }
                while (!fetched(socket, topic)) {
                    tryAgain(deadlineNs, "the record to come back");
                }
                return new Ages(listening, broker.age());
            } catch (ConnectException e) {
                broker.mustRun();
                tryAgain(deadlineNs, "the broker to listen");
            }
        }
    }

    private static Uuid awaitTopic(SocketChannel socket, long deadlineNs) throws IOException {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(TOPIC)));
        while (true) {
            MetadataResponseTopic topic =
                    Wire.call(socket, request, METADATA, MetadataResponseData.class)
                            .topics()
                            .find(TOPIC);
            boolean hasLeader = topic.partitions().stream().allMatch(one -> one.leaderId() >= 0);
            if (topic.errorCode() == 0 && !topic.partitions().isEmpty() && hasLeader) {
                return topic.topicId();
            }
            tryAgain(deadlineNs, "the topic");
        }
    }

    private static boolean produced(SocketChannel socket, Uuid topic) throws IOException {
        MemoryRecords records =
                MemoryRecords.withRecords(
                        Compression.NONE,
                        new SimpleRecord("hello".getBytes(StandardCharsets.UTF_8)));
        ProduceRequestData request =
                new ProduceRequestData().setAcks((short) -1).setTimeoutMs(10_000);
        request.topicData()
                .add(
                        new TopicProduceData()
                                .setTopicId(topic)
                                .setPartitionData(
                                        List.of(new PartitionProduceData().setRecords(records))));
        return Wire.call(socket, request, PRODUCE, ProduceResponseData.class)
                        .responses()
                        .iterator()
                        .next()
                        .partitionResponses()
                        .getFirst()
                        .errorCode()
                == 0;
    }

    private static boolean fetched(SocketChannel socket, Uuid topic) throws IOException {
        FetchPartition partition = new FetchPartition().setPartitionMaxBytes(1 << 20);
        FetchRequestData request =
                new FetchRequestData()
                        .setMaxWaitMs(500)
                        .setMinBytes(1)
                        .setMaxBytes(1 << 20)
                        .setTopics(
                                List.of(
                                        new FetchTopic()
                                                .setTopicId(topic)
                                                .setPartitions(List.of(partition))));
        FetchResponseData answer = Wire.call(socket, request, FETCH, FetchResponseData.class);
        return answer.errorCode() == 0
                && answer.responses().getFirst().partitions().getFirst().errorCode() == 0
                && answer.responses().getFirst().partitions().getFirst().records().sizeInBytes()
                        > 0;
    }

    private static void tryAgain(long deadlineNs, String what) throws IOException {
        if (System.nanoTime() > deadlineNs) {
            throw new IOException("waited in vain for " + what);
        }
        LockSupport.parkNanos(TRY_AGAIN_NS);
    }
}
