package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.regroup.app.config.Config.Overrides;
import dev.regroup.broker.config.HostPort;
import dev.regroup.storage.local.journal.Durability;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {
    private static final Overrides NONE =
            new Overrides(Optional.empty(), Optional.empty(), Optional.empty());

    @Test
    void variables_winOverTheFileAndLoseToTheCommandLine() {
        Map<String, String> file =
                Map.of("num.partitions", "2", "node.id", "2", "log.dirs", "/file");
        Map<String, String> variables =
                Map.of(
                        "REGROUP_NUM_PARTITIONS", "3",
                        "REGROUP_LISTENERS", "PLAINTEXT://127.0.0.1:1",
                        "REGROUP_LOG_DIRS", "/environment",
                        "PATH", "/bin");

        Config config = Config.of(file, variables, NONE);
        Config overridden =
                Config.of(
                        file,
                        variables,
                        new Overrides(
                                Optional.of(Path.of("/line")),
                                Optional.of("127.0.0.1:2"),
                                Optional.empty()));

        assertEquals(3, config.broker().topics().partitions());
        assertEquals(2, config.broker().nodeId());
        assertEquals(Path.of("/environment"), config.data());
        assertEquals(
                List.of("REGROUP_LISTENERS", "REGROUP_LOG_DIRS", "REGROUP_NUM_PARTITIONS"),
                config.variables());
        assertEquals(Path.of("/line"), overridden.data());
        assertEquals(
                new HostPort("127.0.0.1", 2), overridden.broker().listeners().getFirst().bind());
    }

    @Test
    void anOldName_winsOverTheNewOneInTheFile() {
        assertEquals(
                7,
                Config.of(Map.of("node.id", "2"), Map.of("REGROUP_BROKER_ID", "7"), NONE)
                        .broker()
                        .nodeId());
    }

    @ParameterizedTest
    @ValueSource(strings = {"REGROUP_DURABILITY", "REGROUP_REGROUP_DURABILITY"})
    void ownKeys_haveAShortName(String variable) {
        assertEquals(
                Durability.OS,
                Config.of(Map.of(), Map.of(variable, "os"), NONE).storage().journal().durability());
    }

    @Test
    void keysThatHoldAListenersName_areUnderstood() {
        Config config =
                Config.of(
                        Map.of(),
                        Map.of("REGROUP_LISTENER_NAME_PLAINTEXT_MAX_CONNECTIONS", "5"),
                        NONE);

        assertEquals(
                Map.of("PLAINTEXT", 5),
                config.broker().limits().connections().quotas().connectionsMaxByListener());
    }

    @Test
    void whatKafkaKnowsAndIsNotServed_isTreatedAsInTheFile() {
        assertEquals(
                List.of("num.io.threads"),
                Config.of(Map.of(), Map.of("REGROUP_NUM_IO_THREADS", "8"), NONE).ignored());
        assertEquals(
                List.of("ssl.keystore.location is set, but TLS is not served yet"),
                problems(Map.of("REGROUP_SSL_KEYSTORE_LOCATION", "/keys")));
    }

    @Test
    void whatIsNoSetting_isRefusedWithTheNearestName() {
        assertEquals(
                List.of(
                        "REGROUP_DURABILTY is not a setting; did you mean REGROUP_DURABILITY?",
                        "REGROUP_LOG_LEVL is not a setting; did you mean REGROUP_LOG_LEVEL?",
                        "REGROUP_NUM_PARTITONS is not a setting; did you mean REGROUP_NUM_PARTITIONS?",
                        "REGROUP_SOMETHING_ELSE_ALTOGETHER is not a setting"),
                problems(
                        Map.of(
                                "REGROUP_DURABILTY", "os",
                                "REGROUP_LOG_LEVL", "debug",
                                "REGROUP_NUM_PARTITONS", "1",
                                "REGROUP_SOMETHING_ELSE_ALTOGETHER", "")));
    }

    @Test
    void oneKeyGivenTwice_isRefused() {
        assertEquals(
                List.of(
                        "REGROUP_DURABILITY and REGROUP_REGROUP_DURABILITY both give regroup.durability"),
                problems(
                        Map.of(
                                "REGROUP_DURABILITY", "os",
                                "REGROUP_REGROUP_DURABILITY", "os")));
    }

    @Test
    void whatIsForOthersOrEmpty_isNoSetting() {
        Config config =
                Config.of(
                        Map.of(),
                        Map.of(
                                "REGROUP_OPTS", "-Xmx1g",
                                "REGROUP_JDK_FOLDERS", "/opt",
                                "REGROUP_LOG_LEVEL", "debug",
                                "REGROUP_NUM_PARTITIONS", "",
                                "REGROUP", "1"),
                        NONE);

        assertEquals(List.of(), config.variables());
        assertEquals(1, config.broker().topics().partitions());
    }

    @Test
    void whatKubernetesSaysOfAServiceCalledRegroup_isNoSetting() {
        Map<String, String> links =
                Map.of(
                        "REGROUP_SERVICE_HOST", "10.0.0.11",
                        "REGROUP_SERVICE_PORT", "9092",
                        "REGROUP_SERVICE_PORT_KAFKA", "9092",
                        "REGROUP_PORT", "tcp://10.0.0.11:9092",
                        "REGROUP_PORT_9092_TCP", "tcp://10.0.0.11:9092",
                        "REGROUP_PORT_9092_TCP_PROTO", "tcp",
                        "REGROUP_PORT_9092_TCP_PORT", "9092",
                        "REGROUP_PORT_9092_TCP_ADDR", "10.0.0.11",
                        "REGROUP_HEADLESS_SERVICE_HOST", "10.0.0.12",
                        "REGROUP_HEADLESS_PORT", "tcp://10.0.0.12:9092");

        assertEquals(List.of(), Config.of(Map.of(), links, NONE).variables());
    }

    private static List<String> problems(Map<String, String> variables) {
        return assertThrows(ConfigException.class, () -> Config.of(Map.of(), variables, NONE))
                .problems();
    }
}
