package dev.regroup.bench.groups;

import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;
import org.apache.kafka.common.protocol.ApiKeys;

/// What is asked of the broker before members come.
final class Coordinator {
    private static final long WITHIN_NS = TimeUnit.SECONDS.toNanos(60);
    private static final long ASK_AGAIN_NS = 20_000_000;
    private static final int FIND_COORDINATOR = 4;
    static final int API_VERSIONS = 3;

    private Coordinator() {}

    /// Makes the topic of offsets come about and waits for it.
    static void await(BrokerProcess broker) throws IOException {
        FindCoordinatorRequestData request =
                new FindCoordinatorRequestData().setCoordinatorKeys(List.of("warm-up"));
        long endNs = System.nanoTime() + WITHIN_NS;
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            while (Wire.call(socket, request, FIND_COORDINATOR, FindCoordinatorResponseData.class)
                            .coordinators()
                            .getFirst()
                            .errorCode()
                    != 0) {
                if (System.nanoTime() > endNs) {
                    throw new IOException("the broker has no coordinator for groups");
                }
                LockSupport.parkNanos(ASK_AGAIN_NS);
            }
        }
    }

    /// What clients say first. Members beat as the stock Java client does, whatever interval they
    /// are told, and say that they are it: brokers may go by the client's name.
    static ApiVersionsRequestData apiVersions() {
        return new ApiVersionsRequestData()
                .setClientSoftwareName("apache-kafka-java")
                .setClientSoftwareVersion("4.4.0");
    }

    /// Whether the broker says that it serves the consumer protocol.
    static boolean offersConsumerProtocol(BrokerProcess broker) throws IOException {
        try (SocketChannel socket = SocketChannel.open(broker.address())) {
            return Wire.call(socket, apiVersions(), API_VERSIONS, ApiVersionsResponseData.class)
                            .apiKeys()
                            .find(ApiKeys.CONSUMER_GROUP_HEARTBEAT.id)
                    != null;
        }
    }
}
