package dev.regroup.app.config;

import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.SettingTable;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// `docs/configuration.md`, made from the [Key]s.
final class ConfigurationDocument {
    private static final String HEAD =
            """
            # Configuration

            Generated from the code (`Settings`); a test fails when the two differ, and `mvn verify -pl app -am -Dconfiguration.rewrite=true` writes it anew.

            `./regroup start --config FILE` reads a file in the form of Kafka's `server.properties`. Kafka's own file works. Each key can be given as an environment variable too, by the rule of Kafka's container image: `REGROUP_`, then the key in upper case with `_` for a dot, `__` for an underscore and `___` for a dash. So `num.partitions` is `REGROUP_NUM_PARTITIONS`; of keys that begin with `regroup.` the prefix stands for that too, and `regroup.durability` is `REGROUP_DURABILITY`. An empty variable counts as not set; one line at start names those that are. The environment wins over the file, the command line over both. Keys fall into four classes:

            - **served**: those below;
            - **known to Kafka and harmless**: they change nothing here, and one line at start names them (`process.roles`, `controller.quorum.*`, `num.network.threads`, `log.retention.*` and so on: nothing is ever deleted yet). Their values are checked as Kafka checks them, and clients are shown them;
            - **not served, and not to be passed over**: `authorizer.*`, `sasl.*`, `ssl.*`, a listener that is not PLAINTEXT and the like, without which a connection or data would be less protected than the file asks for. The broker does not start, and says why;
            - **unknown**: the broker does not start, and names the nearest key there is.

            `REGROUP_OPTS` (options of the Java VM), `REGROUP_JDK_FOLDERS` (where the launcher looks for a JDK) and `REGROUP_LOG_LEVEL` (as `--log-level`: trace, debug, info, warn or error) are no settings, nor is what Kubernetes says about a service called regroup (`REGROUP_SERVICE_HOST`, `REGROUP_PORT_9092_TCP` and so on).

            All problems are reported together. Listeners named in `controller.listener.names` are not opened.

            | key | default | unit | range | meaning |
            | --- | --- | --- | --- | --- |
            """;

    private static final String SCOPES =
            """

            ## What clients may set
            Settings of topics, groups and client metrics, by Kafka's names (Kafka 4.4's tables); with `kafka-configs`, any admin client, or as topics are created. **Stored only** means: accepted, checked, shown, and without effect in this version; the log says so once when such a setting is set. Settings of brokers can be altered where Kafka lets a running broker alter them; of those, `message.max.bytes`, `log.message.timestamp.*`, `compression.*` and `max.decompressed.message.bytes` are acted on, as defaults of topics. The settings of one resource have 16,384 characters together at most.
            """;

    private static final String SCOPE_COLUMNS =
            """
            | setting | type | default | range | default from the broker's | acted on |
            | --- | --- | --- | --- | --- | --- |
            """;

    private ConfigurationDocument() {}

    static String text() {
        return HEAD
                + SettingsParser.documented().stream()
                        .map(ConfigurationDocument::row)
                        .collect(Collectors.joining())
                + SCOPES
                + Stream.of(Scope.TOPIC, Scope.GROUP, Scope.CLIENT_METRICS)
                        .map(ConfigurationDocument::scope)
                        .collect(Collectors.joining());
    }

    private static String scope(Scope scope) {
        return "%n### %s%n".formatted(scope.label())
                + SCOPE_COLUMNS
                + SettingTable.kafka().all(scope).stream()
                        .map(ConfigurationDocument::row)
                        .collect(Collectors.joining());
    }

    private static String row(Setting setting) {
        return "| `%s` | %s | %s | %s | %s | %s |%n"
                .formatted(
                        setting.name(),
                        setting.typeName(),
                        setting.defaultValue() == null || setting.defaultValue().isEmpty()
                                ? ""
                                : "`" + setting.defaultValue() + "`",
                        range(setting.valid()),
                        setting.synonyms().stream()
                                .map(synonym -> "`" + synonym.name() + "`")
                                .collect(Collectors.joining(", ")),
                        setting.effect() == Setting.Effect.ACTED ? "yes" : "stored only");
    }

    private static String row(Key key) {
        String name =
                key.alias().isEmpty()
                        ? "`%s`".formatted(key.name())
                        : "`%s` (or `%s`)".formatted(key.name(), key.alias());
        return "| %s | %s | %s | %s | %s |%n"
                .formatted(
                        name,
                        key.byDefault().isEmpty() ? "" : "`" + key.byDefault() + "`",
                        key.unit(),
                        range(key),
                        key.says());
    }

    private static String range(String valid) {
        return valid.endsWith("..")
                ? valid.replace("..", " or more")
                : valid.replace("..", " to ").replace(",", ", ");
    }

    private static String range(Key key) {
        if (!key.oneOf().isEmpty()) {
            return key.oneOf().stream()
                    .map(word -> "`" + word + "`")
                    .collect(Collectors.joining(", "));
        }
        if (key.min() == Long.MIN_VALUE) {
            return "";
        }
        return key.max() == Long.MAX_VALUE
                ? "%,d or more".formatted(key.min())
                : "%,d to %,d".formatted(key.min(), key.max());
    }
}
