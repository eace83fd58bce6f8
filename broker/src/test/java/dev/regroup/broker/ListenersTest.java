package dev.regroup.broker;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.network.Listeners;
import dev.regroup.broker.shard.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import org.apache.kafka.common.message.DescribeGroupsRequestData;
import org.apache.kafka.common.message.DescribeGroupsResponseData;
import org.apache.kafka.common.message.JoinGroupRequestData;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocol;
import org.apache.kafka.common.message.JoinGroupRequestData.JoinGroupRequestProtocolCollection;
import org.apache.kafka.common.message.JoinGroupResponseData;
import org.apache.kafka.common.message.MetadataRequestData;
import org.apache.kafka.common.message.MetadataResponseData;
import org.apache.kafka.common.message.MetadataResponseData.MetadataResponseBroker;
import org.junit.jupiter.api.Test;

class ListenersTest {
    @Test
    void eachListener_tellsItsClientsItsOwnEndpoint() {
        Listener inside = new Listener("INSIDE", local(), new HostPort("inside.example", 0));
        Listener outside = new Listener("OUTSIDE", local(), new HostPort("outside.example", 0));
        try (TestBroker broker = start(inside, outside)) {
            HostPort insideEndpoint = broker.address("INSIDE");
            HostPort outsideEndpoint = broker.address("OUTSIDE");

            assertEquals("inside.example", insideEndpoint.host());
            assertEquals(
                    insideEndpoint, brokerSeenBy(new HostPort("127.0.0.1", insideEndpoint.port())));
            assertEquals(
                    outsideEndpoint,
                    brokerSeenBy(new HostPort("127.0.0.1", outsideEndpoint.port())));
        }
    }

    @Test
    void ipv6_isServedAdvertisedAndShown() throws IOException {
        assumeTrue(hasIpv6(), "this machine has no ::1");
        try (TestBroker broker = start(TestBroker.listener("PLAINTEXT", "::1"))) {
            broker.prepareGroups();
            assertEquals(broker.address(), brokerSeenBy(broker.address()));
            assertEquals("::1", broker.address().host());

            try (WireClient client = broker.connect()) {
                join(client);
                assertEquals("/0:0:0:0:0:0:0:1", hostOfMember(client));
            }
        }
    }

    @Test
    void everyAddress_servesIpv4PeersUnderTheirOwnAddress() {
        Listener everywhere =
                new Listener("PLAINTEXT", new HostPort("", 0), new HostPort("127.0.0.1", 0));
        try (TestBroker broker = start(everywhere)) {
            broker.prepareGroups();

            try (WireClient client = broker.connect()) {
                join(client);
                assertEquals("/127.0.0.1", hostOfMember(client));
            }
        }
    }

    @Test
    void aPortThatIsTaken_isSaidWithWhatToDo() throws IOException {
        try (ServerSocket taken = anyPort()) {
            HostPort address = new HostPort("127.0.0.1", taken.getLocalPort());

            Listeners.BindException refused =
                    assertThrows(
                            Listeners.BindException.class,
                            () -> start(new Listener("PLAINTEXT", address, address)));

            assertEquals(
                    "listener PLAINTEXT cannot listen on %s: Address already in use. Another process listens on port %d: stop it, or give another address with --listen or listeners."
                            .formatted(address, taken.getLocalPort()),
                    refused.getMessage());
        }
    }

    @Test
    void aHostThatIsNotKnown_isSaid() {
        HostPort address = new HostPort("no-such-host.invalid", 0);

        Listeners.BindException refused =
                assertThrows(
                        Listeners.BindException.class,
                        () -> start(new Listener("PLAINTEXT", address, address)));

        assertTrue(
                String.valueOf(refused.getMessage()).contains("this host is not known"),
                refused::getMessage);
    }

    private static TestBroker start(Listener... listeners) {
        BrokerConfig config =
                TestBroker.config(TopicDefaults.DEFAULT, Limits.forCores(2), listeners);
        return TestBroker.start(config, Ticker.system());
    }

    private static HostPort local() {
        return new HostPort("127.0.0.1", 0);
    }

    private static HostPort brokerSeenBy(HostPort address) {
        try (WireClient client = new WireClient(address)) {
            MetadataResponseBroker only =
                    client.call(
                                    12,
                                    new MetadataRequestData().setTopics(List.of()),
                                    MetadataResponseData.class)
                            .brokers()
                            .iterator()
                            .next();
            return new HostPort(only.host(), only.port());
        }
    }

    private static void join(WireClient client) {
        JoinGroupRequestProtocolCollection protocols = new JoinGroupRequestProtocolCollection();
        protocols.add(new JoinGroupRequestProtocol().setName("range").setMetadata(new byte[0]));
        client.call(
                3,
                new JoinGroupRequestData()
                        .setGroupId("g")
                        .setSessionTimeoutMs(10_000)
                        .setRebalanceTimeoutMs(10_000)
                        .setProtocolType("consumer")
                        .setProtocols(protocols),
                JoinGroupResponseData.class);
    }

    private static String hostOfMember(WireClient client) {
        return client.call(
                        5,
                        new DescribeGroupsRequestData().setGroups(List.of("g")),
                        DescribeGroupsResponseData.class)
                .groups()
                .getFirst()
                .members()
                .getFirst()
                .clientHost();
    }

    private static ServerSocket anyPort() throws IOException {
        return new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
    }

    private static boolean hasIpv6() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return socket.isBound();
        } catch (java.net.SocketException none) {
            return false;
        }
    }
}
