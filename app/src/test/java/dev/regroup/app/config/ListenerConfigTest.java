package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.app.config.Config.Overrides;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import dev.regroup.broker.config.HostPort;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where the broker listens, what it tells clients of that, and how many it takes.
class ListenerConfigTest {
    private static final String TWO = "INSIDE://127.0.0.1:9092,OUTSIDE://0.0.0.0:9093";
    private static final String TWO_PLAIN = "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT";

    @Test
    void severalListeners_eachHaveTheirOwnAdvertisedAddress() {
        assertEquals(
                List.of(
                        new Listener(
                                "INSIDE",
                                new HostPort("127.0.0.1", 9092),
                                new HostPort("127.0.0.1", 9092)),
                        new Listener(
                                "OUTSIDE",
                                new HostPort("0.0.0.0", 9093),
                                new HostPort("2001:db8::7", 19_093))),
                listeners(
                        Map.of(
                                "listeners", "Inside://127.0.0.1:9092,outside://0.0.0.0:9093",
                                "advertised.listeners", "OUTSIDE://[2001:db8::7]:19093",
                                "listener.security.protocol.map", TWO_PLAIN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "[::]", "[0:0:0:0:0:0:0:0]", "[::0.0.0.0]"})
    void aWildcard_isNeverAdvertised(String wildcard) {
        String shown = wildcard + ":9092: ";
        String setting = "set advertised.listeners, or give --advertise HOST:PORT";
        String because = "clients cannot connect to %s%s, an address that they reach";
        String listener = "PLAINTEXT://%s:9092".formatted(wildcard);

        assertEquals(
                List.of(because.formatted(shown, setting)),
                problems(Map.of("listeners", listener)));
        assertEquals(
                List.of(because.formatted(shown, setting)),
                problems(Map.of("advertised.listeners", listener)));
        assertEquals(
                List.of(because.formatted(shown, "give --advertise HOST:PORT")),
                problems(Map.of(), wildcard + ":9092"));
    }

    @Test
    void anEmptyHost_advertisesThisMachinesName() throws UnknownHostException {
        String name = InetAddress.getLocalHost().getCanonicalHostName();

        assertEquals(
                List.of(
                        new Listener(
                                "PLAINTEXT", new HostPort("", 9092), new HostPort(name, 9092))),
                listeners(Map.of("listeners", "PLAINTEXT://:9092")));
    }

    @Test
    void listenersThatShareANameOrAnAddress_areRefused() {
        assertEquals(
                List.of("listeners names PLAINTEXT twice"),
                problems(Map.of("listeners", "PLAINTEXT://127.0.0.1:1,plaintext://127.0.0.1:2")));
        assertEquals(
                List.of(
                        "listeners has INSIDE and OUTSIDE on one address: 127.0.0.1:9092 and :9092"),
                problems(
                        Map.of(
                                "listeners",
                                "INSIDE://127.0.0.1:9092,OUTSIDE://:9092",
                                "listener.security.protocol.map",
                                TWO_PLAIN)));
        assertEquals(
                2,
                listeners(
                                Map.of(
                                        "listeners",
                                        "INSIDE://127.0.0.1:0,OUTSIDE://127.0.0.1:0",
                                        "listener.security.protocol.map",
                                        TWO_PLAIN))
                        .size());
        assertEquals(
                2,
                listeners(
                                Map.of(
                                        "listeners",
                                        "INSIDE://127.0.0.1:9092,OUTSIDE://[::1]:9092",
                                        "listener.security.protocol.map",
                                        TWO_PLAIN))
                        .size());
    }

    @Test
    void advertisingWhatIsNotListenedOn_isRefused() {
        assertEquals(
                List.of("advertised.listeners names OUTSIDE, but listeners has only PLAINTEXT"),
                problems(Map.of("advertised.listeners", "OUTSIDE://broker.example:9092")));
    }

    @Test
    void aListenerWithoutAProtocol_isRefusedWithWhatToAdd() {
        assertEquals(
                List.of(
                        "listener OUTSIDE has no protocol: add OUTSIDE:PLAINTEXT to listener.security.protocol.map"),
                problems(Map.of("listeners", "OUTSIDE://127.0.0.1:9092")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "localhost:70000", "::1:9092", "host:port"})
    void anAddressThatIsNone_isRefused(String wrong) {
        assertEquals(
                "--listen is %s; it is HOST:PORT, for IPv6 [ADDRESS]:PORT".formatted(wrong),
                problems(Map.of(), wrong).getFirst());
    }

    @Test
    void limitsOfConnections_areTakenInKafkasForm() {
        Map<String, String> given = new HashMap<>();
        given.put("listeners", TWO);
        given.put("advertised.listeners", "OUTSIDE://broker.example:9093");
        given.put("listener.security.protocol.map", TWO_PLAIN);
        given.put("connections.max.idle.ms", "-1");
        given.put("max.connections", "1000");
        given.put("max.connections.per.ip", "10");
        given.put("max.connections.per.ip.overrides", "127.0.0.1:200, ::1:5,[2001:db8::7]:6");
        given.put("listener.name.outside.max.connections", "50");
        given.put("socket.listen.backlog.size", "50");

        Config config = Config.of(given, overrides(Optional.empty()));

        assertEquals(
                new ConnectionLimits(
                        -1,
                        new Quotas(
                                1_000,
                                Map.of("OUTSIDE", 50),
                                10,
                                Map.of(
                                        InetAddress.ofLiteral("127.0.0.1"), 200,
                                        InetAddress.ofLiteral("::1"), 5,
                                        InetAddress.ofLiteral("2001:db8::7"), 6)),
                        new SocketOptions(50, -1, -1)),
                config.broker().limits().connections());
        assertEquals(List.of(), config.ignored());
    }

    @Test
    void limitsThatCannotBe_areRefused() {
        assertEquals(
                List.of(
                        "max.connections is -1; it is a whole number from 0 to 2147483647",
                        "socket.listen.backlog.size is 0; it is a whole number from 1 to 2147483647"),
                problems(Map.of("max.connections", "-1", "socket.listen.backlog.size", "0"))
                        .stream()
                        .sorted()
                        .toList());
        assertEquals(
                List.of(
                        "max.connections.per.ip is 0, which nobody gets past: set max.connections.per.ip.overrides for those who shall"),
                problems(Map.of("max.connections.per.ip", "0")));
        assertEquals(
                List.of(
                        "max.connections.per.ip.overrides has 127.0.0.1; it is HOST:COUNT",
                        "max.connections.per.ip.overrides has no-such-host.invalid:1, but host no-such-host.invalid is not known"),
                problems(
                        Map.of(
                                "max.connections.per.ip.overrides",
                                "127.0.0.1,no-such-host.invalid:1")));
        assertEquals(
                List.of(
                        "listener.name.plaintext.max.connections is some; it is a whole number from 0 to 2147483647",
                        "listener.name.plaintex.max.connections is set, but listeners has no PLAINTEX"),
                problems(
                                Map.of(
                                        "listener.name.plaintext.max.connections", "some",
                                        "listener.name.plaintex.max.connections", "1"))
                        .stream()
                        .sorted()
                        .toList()
                        .reversed());
    }

    private static List<Listener> listeners(Map<String, String> given) {
        return Config.of(given, overrides(Optional.empty())).broker().listeners();
    }

    private static List<String> problems(Map<String, String> given) {
        return assertThrows(ConfigException.class, () -> listeners(given)).problems();
    }

    private static List<String> problems(Map<String, String> given, String listen) {
        return assertThrows(
                        ConfigException.class,
                        () -> Config.of(given, overrides(Optional.of(listen))))
                .problems();
    }

    private static Overrides overrides(Optional<String> listen) {
        return new Overrides(Optional.empty(), listen, Optional.empty());
    }
}
