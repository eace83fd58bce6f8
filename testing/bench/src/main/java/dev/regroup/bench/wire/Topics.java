package dev.regroup.bench.wire;

import dev.regroup.bench.contender.BrokerProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataRequestData.MetadataRequestTopic;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseTopic;
import org.apache.kafka.common.protocol.Errors;

/// Topics for measuring on, each request on a connection of its own.
public final class Topics {
    private static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(120);
    private static final long LOOK_AGAIN_NS = 2_000_000;
    private static final int TIMEOUT_MS = 60_000;
    private static final int CREATE = 7;
    private static final int DELETE = 6;
    private static final int METADATA = 12;

    private final BrokerProcess broker;

    private Topics(BrokerProcess broker) {
        this.broker = broker;
    }

    /// Returns when the broker answers.
    public static Topics await(BrokerProcess broker) throws IOException {
        long deadlineNs = System.nanoTime() + WITHIN_NS;
        while (true) {
            broker.mustRun();
            try (SocketChannel socket = SocketChannel.open(broker.address())) {
                MetadataResponseData answer =
                        Wire.call(
                                socket,
                                new MetadataRequestData().setTopics(List.of()),
                                METADATA,
                                MetadataResponseData.class);
                if (!answer.brokers().isEmpty()) {
                    return new Topics(broker);
                }
            } catch (ConnectException e) {
                // Not yet.
            }
            lookAgain(deadlineNs, "the broker to listen");
        }
    }

    /// Returns when every partition has a leader.
    public void create(String name, int partitions) throws IOException {
        CreateTopicsRequestData request = new CreateTopicsRequestData().setTimeoutMs(TIMEOUT_MS);
        request.topics()
                .add(
                        new CreatableTopic()
                                .setName(name)
                                .setNumPartitions(partitions)
                                .setReplicationFactor((short) 1));
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            check(
                    name,
                    Wire.call(socket, request, CREATE, CreateTopicsResponseData.class)
                            .topics()
                            .find(name)
                            .errorCode());
            long deadlineNs = System.nanoTime() + WITHIN_NS;
            while (leaders(socket, name) < partitions) {
                lookAgain(deadlineNs, "topic " + name);
            }
        }
    }

    public Uuid id(String name) throws IOException {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(name)));
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            return Wire.call(socket, request, METADATA, MetadataResponseData.class)
                    .topics()
                    .find(name)
                    .topicId();
        }
    }

    public void delete(String name) throws IOException {
        DeleteTopicsRequestData request =
                new DeleteTopicsRequestData()
                        .setTimeoutMs(TIMEOUT_MS)
                        .setTopics(
                                List.of(
                                        new DeleteTopicState()
                                                .setName(name)
                                                .setTopicId(Uuid.ZERO_UUID)));
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            check(
                    name,
                    Wire.call(socket, request, DELETE, DeleteTopicsResponseData.class)
                            .responses()
                            .find(name)
                            .errorCode());
        }
    }

    private static long leaders(SocketChannel socket, String name) throws IOException {
        MetadataRequestData request =
                new MetadataRequestData()
                        .setTopics(List.of(new MetadataRequestTopic().setName(name)));
        MetadataResponseTopic topic =
                Wire.call(socket, request, METADATA, MetadataResponseData.class)
                        .topics()
                        .find(name);
        return topic.partitions().stream()
                .filter(partition -> partition.leaderId() >= 0 && partition.errorCode() == 0)
                .count();
    }

    private static void check(String topic, short error) throws IOException {
        if (error != Errors.NONE.code()) {
            throw new IOException("topic %s: %s".formatted(topic, Errors.forCode(error)));
        }
    }

    private static void lookAgain(long deadlineNs, String what) throws IOException {
        if (System.nanoTime() > deadlineNs) {
            throw new IOException("waited in vain for " + what);
        }
        LockSupport.parkNanos(LOOK_AGAIN_NS);
    }
}
