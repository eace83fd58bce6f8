package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.app.config.Config.Overrides;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.ConnectionLimits.SocketOptions;
import dev.regroup.broker.config.HostPort;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.storage.local.journal.Durability;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigTest {
    private static final Overrides NONE =
            new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

    /// What Kafka's own file for a node that is broker and controller sets.
    private static final String STOCK_KRAFT =
            """
            process.roles=broker,controller
            node.id=1
            controller.quorum.bootstrap.servers=localhost:9093
            listeners=PLAINTEXT://:9092,CONTROLLER://:9093
            inter.broker.listener.name=PLAINTEXT
            advertised.listeners=PLAINTEXT://localhost:9092,CONTROLLER://localhost:9093
            controller.listener.names=CONTROLLER
            listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_SSL:SASL_SSL
            num.network.threads=3
            num.io.threads=8
            socket.send.buffer.bytes=102400
            socket.receive.buffer.bytes=102400
            socket.request.max.bytes=104857600
            log.dirs=/tmp/kraft-combined-logs
            num.partitions=3
            num.recovery.threads.per.data.dir=1
            offsets.topic.replication.factor=1
            share.coordinator.state.topic.replication.factor=1
            transaction.state.log.replication.factor=1
            transaction.state.log.min.isr=1
            log.retention.hours=168
            log.segment.bytes=1073741824
            log.retention.check.interval.ms=300000
            """;

    @Test
    void nothingSaid_listensOnLoopbackAndForcesToDisk() {
        Config config = Config.of(Map.of(), NONE);

        assertEquals(
                List.of(
                        new Listener(
                                "PLAINTEXT",
                                new HostPort("127.0.0.1", 9092),
                                new HostPort("127.0.0.1", 9092))),
                config.broker().listeners());
        assertEquals(Path.of("data"), config.data());
        assertEquals(Durability.FSYNC, config.storage().journal().durability());
        assertEquals(64, config.storage().shardsIfNew());
        assertEquals("1048588", config.broker().settings().defaults().get("message.max.bytes"));
        assertEquals(List.of(), config.ignored());
    }

    @Test
    void whatClientsAreShown_isWhatWasSaid_theCommandLineIncluded() {
        Config config =
                Config.of(
                        Map.of(
                                "num.io.threads",
                                "3",
                                "log.message.timestamp.type",
                                "LogAppendTime"),
                        new Overrides(
                                Optional.of(Path.of("elsewhere")),
                                Optional.of("127.0.0.1:0"),
                                Optional.empty()));

        assertEquals(
                Map.of(
                        "num.io.threads",
                        "3",
                        "log.message.timestamp.type",
                        "LogAppendTime",
                        "log.dirs",
                        "elsewhere",
                        "log.dir",
                        "elsewhere",
                        "listeners",
                        "PLAINTEXT://127.0.0.1:0"),
                config.broker().settings().given());
        assertEquals(List.of("num.io.threads"), config.ignored());
    }

    @Test
    void departuresFromKafka_canBeSwitchedOff() {
        Map<String, String> off =
                Map.of(
                        "regroup.group.initial.rebalance.delay.fixed",
                        "true",
                        "regroup.group.expire.disconnected.enable",
                        "false",
                        "regroup.group.heartbeat.hold.ms",
                        "0");

        assertEquals(Departures.ALL, Config.of(Map.of(), NONE).broker().groups().departures());
        assertEquals(Departures.NONE, Config.of(off, NONE).broker().groups().departures());
    }

    @Test
    void aSettingSaidByItsOtherName_isShownUnderBoth() {
        Map<String, String> shown =
                Config.of(Map.of("broker.id", "5"), NONE).broker().settings().given();

        assertEquals(Map.of("broker.id", "5", "node.id", "5"), shown);
    }

    @Test
    void aValueThatKafkaWouldNotTake_isAProblem_evenWhereItChangesNothing() {
        ConfigException problem =
                assertThrows(
                        ConfigException.class,
                        () -> Config.of(Map.of("num.io.threads", "many"), NONE));

        assertTrue(String.valueOf(problem.getMessage()).contains("num.io.threads"));
    }

    @Test
    void kafkasStockFile_isTakenWithoutItsController(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("server.properties"), STOCK_KRAFT);

        Config config = Config.of(Config.read(file), NONE);

        assertEquals(
                List.of(
                        new Listener(
                                "PLAINTEXT",
                                new HostPort("", 9092),
                                new HostPort("localhost", 9092))),
                config.broker().listeners());
        assertEquals(
                new SocketOptions(16_384, 102_400, 102_400),
                config.broker().limits().connections().sockets());
        assertEquals(Path.of("/tmp/kraft-combined-logs"), config.data());
        assertEquals(3, config.broker().topics().partitions());
        assertTrue(config.ignored().contains("process.roles"));
        assertTrue(config.ignored().contains("controller.quorum.bootstrap.servers"));
        assertFalse(config.ignored().contains("num.partitions"));
    }

    @Test
    void whateverIsWrong_isReportedTogether() {
        ConfigException refused =
                refused(
                        Map.of(
                                "num.partitons", "3",
                                "num.partitions", "0",
                                "ssl.keystore.location", "/keys",
                                "authorizer.class.name", "Acl",
                                "listeners", "SSL://127.0.0.1:9093",
                                "regroup.durability", "perhaps"));

        assertEquals(6, refused.problems().size(), () -> refused.problems().toString());
        assertSays(refused, "num.partitons is not a setting; did you mean num.partitions?");
        assertSays(refused, "num.partitions is 0; it is a whole number from 1 to 1000000");
        assertSays(refused, "ssl.keystore.location is set, but TLS is not served yet");
        assertSays(refused, "authorizer.class.name is set, but access control is not served yet");
        assertSays(refused, "listener SSL is SSL, but only PLAINTEXT is served yet");
        assertSays(refused, "regroup.durability is perhaps; it can be fsync or os");
    }

    @Test
    void aListenerMappedToAnotherProtocol_isRefusedWhateverItsName() {
        assertSays(
                refused(
                        Map.of(
                                "listeners", "INSIDE://127.0.0.1:9092",
                                "listener.security.protocol.map", "INSIDE:SASL_PLAINTEXT")),
                "listener INSIDE is SASL_PLAINTEXT, but only PLAINTEXT is served yet");
    }

    @Test
    void settingsOfOneListenerThatProtectIt_areRefusedToo() {
        assertSays(
                refused(Map.of("listener.name.plaintext.sasl.enabled.mechanisms", "PLAIN")),
                "listener.name.plaintext.sasl.enabled.mechanisms is set, but SASL is not served yet");
    }

    @Test
    void whatWouldGuardTopicsOrNames_isRefusedToo() {
        for (String key :
                List.of(
                        "principal.builder.class",
                        "connections.max.reauth.ms",
                        "create.topic.policy.class.name",
                        "alter.config.policy.class.name",
                        "config.providers")) {
            assertSays(refused(Map.of(key, "1")), key + " is set, but ");
        }
        assertEquals(
                List.of("connections.max.reauth.ms"),
                Config.of(Map.of("connections.max.reauth.ms", "0"), NONE).ignored());
    }

    @Test
    void askingForMoreForcing_goesWithFsyncOnly() {
        Map<String, String> flushing = Map.of("log.flush.interval.messages", "1");
        assertEquals(List.copyOf(flushing.keySet()), Config.of(flushing, NONE).ignored());

        assertSays(
                refused(
                        Map.of(
                                "log.flush.interval.messages", "1",
                                "regroup.durability", "os")),
                "log.flush.interval.messages is set, but regroup.durability=os forces nothing");
    }

    @Test
    void theCommandLine_winsOverTheFile() {
        Config config =
                Config.of(
                        Map.of("listeners", "PLAINTEXT://127.0.0.1:9092", "log.dirs", "/a"),
                        new Overrides(
                                Optional.of(Path.of("/b")),
                                Optional.of("[::1]:0"),
                                Optional.of("broker.example:9999")));

        assertEquals(Path.of("/b"), config.data());
        assertEquals(
                List.of(
                        new Listener(
                                "PLAINTEXT",
                                new HostPort("::1", 0),
                                new HostPort("broker.example", 9999))),
                config.broker().listeners());
    }

    @Test
    void severalDirectories_areRefused() {
        assertSays(refused(Map.of("log.dirs", "/a,/b")), "log.dirs is '/a,/b'; it names one");
    }

    @Test
    void kafkasOldNames_areUnderstood() {
        Config config = Config.of(Map.of("broker.id", "7", "log.dir", "/old"), NONE);

        assertEquals(7, config.broker().nodeId());
        assertEquals(Path.of("/old"), config.data());
    }

    @Test
    void aFileThatIsNotThere_isNamed() {
        ConfigException refused =
                assertThrows(ConfigException.class, () -> Config.read(Path.of("/no/such/file")));

        assertSays(refused, "/no/such/file cannot be read");
    }

    private static ConfigException refused(Map<String, String> given) {
        return assertThrows(ConfigException.class, () -> Config.of(given, NONE));
    }

    private static void assertSays(ConfigException refused, String text) {
        assertTrue(
                refused.problems().stream().anyMatch(problem -> problem.contains(text)),
                () -> "no '%s' in %s".formatted(text, refused.problems()));
    }
}
