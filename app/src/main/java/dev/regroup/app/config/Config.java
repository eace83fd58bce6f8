package dev.regroup.app.config;

import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.ConnectionLimits;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.group.MigrationPolicy;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.storage.local.LocalOptions;
import dev.regroup.storage.local.journal.Durability;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// Everything the process is told, in the parts that its components take.
///
/// @param data the data directory
/// @param plugins users' classes that it names
/// @param ignored keys that Kafka knows and that change nothing here
/// @param variables names of the environment variables that say something
public record Config(
        Path data,
        LocalOptions storage,
        BrokerConfig broker,
        Plugins plugins,
        List<String> ignored,
        List<String> variables) {
    /// Changes in a consumer group put its next assignment off by so many quiet times at most.
    private static final int QUIETS_MAX = 5;

    /// What the command line says; it wins over file and environment.
    public record Overrides(
            Optional<Path> data, Optional<String> listen, Optional<String> advertise) {}

    /// Reads a file in the form of Kafka's `server.properties`.
    ///
    /// @throws ConfigException with everything that is wrong, or if the file cannot be read
    public static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigException(List.of("%s cannot be read: %s".formatted(file, e)));
        }
        Map<String, String> pairs = new TreeMap<>();
        properties.forEach((key, value) -> pairs.put((String) key, (String) value));
        return pairs;
    }

    /// Without an environment.
    static Config of(Map<String, String> file, Overrides overrides) {
        return of(file, Map.of(), overrides);
    }

    /// @param file keys and values
    /// @param variables the process's environment, which wins over the file
    /// @throws ConfigException with everything that is wrong
    public static Config of(
            Map<String, String> file, Map<String, String> variables, Overrides overrides) {
        List<String> problems = new ArrayList<>();
        Environment environment = new Environment(variables, problems);
        Map<String, String> given = environment.over(file);
        SettingsParser.Parsed parsed = new SettingsParser(given).parse();
        Settings settings = parsed.settings();
        problems.addAll(parsed.problems());
        ListenerParser listenerParser = new ListenerParser(settings, problems);
        List<Listener> listeners = listenerParser.parse(overrides.listen(), overrides.advertise());
        ConnectionLimits connections =
                new ConnectionLimitsParser(settings, problems)
                        .parse(given, listenerParser.configuredNames());
        Path data = overrides.data().orElseGet(() -> directory(settings, problems));
        checkTogether(settings, problems);
        AssignorsParser.Parsed assignors = new AssignorsParser(settings, given, problems).parse();
        checkFlushing(settings, parsed.ignored(), problems);
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        Durability durability =
                settings.durability().equals("os") ? Durability.OS : Durability.FSYNC;
        return new Config(
                data,
                LocalOptions.of(durability, settings.shards(), settings.nodeId()),
                broker(
                        settings,
                        listeners,
                        connections,
                        assignors.names(),
                        fixed(settings, given, overrides)),
                new Plugins(assignors.plugins(), settings.groupConsumerAssignorTimeoutMs()),
                parsed.ignored(),
                environment.variables());
    }

    private static Path directory(Settings settings, List<String> problems) {
        if (settings.logDirs().isBlank() || settings.logDirs().contains(",")) {
            problems.add("log.dirs is '%s'; it names one directory".formatted(settings.logDirs()));
            return Path.of("data");
        }
        return Path.of(settings.logDirs());
    }

    private static void checkTogether(Settings settings, List<String> problems) {
        if (settings.groupMaxSessionTimeoutMs() < settings.groupMinSessionTimeoutMs()) {
            problems.add(
                    "group.max.session.timeout.ms is %d, below group.min.session.timeout.ms, %d"
                            .formatted(
                                    settings.groupMaxSessionTimeoutMs(),
                                    settings.groupMinSessionTimeoutMs()));
        }
        new ConsumerGroupCheck(settings, problems).check();
    }

    /// Who asks Kafka to force more often than it does by itself wants more than `os` gives.
    private static void checkFlushing(
            Settings settings, List<String> ignored, List<String> problems) {
        if (settings.durability().equals("os")) {
            ignored.stream()
                    .filter(key -> key.startsWith("log.flush.interval."))
                    .map("%s is set, but regroup.durability=os forces nothing"::formatted)
                    .forEach(problems::add);
        }
    }

    /// What was said by name, wherever it was said, and what applies to what was not.
    private static StaticSettings fixed(
            Settings settings, Map<String, String> given, Overrides overrides) {
        Map<String, String> said = new TreeMap<>(given);
        overrides.data().ifPresent(data -> said.put("log.dirs", data.toString()));
        overrides.listen().ifPresent(listen -> said.put("listeners", "PLAINTEXT://" + listen));
        overrides
                .advertise()
                .ifPresent(address -> said.put("advertised.listeners", "PLAINTEXT://" + address));
        // A setting with two names is shown with its value under both.
        SettingsParser.keys()
                .filter(key -> !key.alias().isEmpty())
                .forEach(key -> {
                    String value = said.getOrDefault(key.name(), said.get(key.alias()));
                    if (value != null) {
                        said.put(key.name(), value);
                        said.put(key.alias(), value);
                    }
                });
        Map<String, String> defaults =
                SettingsParser.keys().collect(Collectors.toMap(Key::name, Key::byDefault));
        return StaticSettings.of(settings.nodeId(), said, defaults);
    }

    private static BrokerConfig broker(
            Settings settings,
            List<Listener> listeners,
            ConnectionLimits connections,
            List<String> assignors,
            StaticSettings fixed) {
        int cores = Runtime.getRuntime().availableProcessors();
        return new BrokerConfig(
                settings.nodeId(),
                listeners,
                new TopicDefaults(
                        settings.numPartitions(),
                        settings.autoCreateTopics(),
                        settings.deleteTopics()),
                new Limits(
                        settings.requestMaxBytes(),
                        settings.queuedRequestBytes(),
                        settings.journalBytesMax(),
                        settings.retentionCheckMs(),
                        settings.retentionHoldBytesMax(),
                        settings.connectionRequestsMax(),
                        settings.shardThreads() == 0 ? cores : settings.shardThreads(),
                        settings.fetchSessionsMax(),
                        connections),
                new GroupConfig(
                        settings.groupMinSessionTimeoutMs(),
                        settings.groupMaxSessionTimeoutMs(),
                        settings.groupInitialRebalanceDelayMs(),
                        settings.groupMaxSize(),
                        settings.offsetMetadataMaxBytes(),
                        consumers(settings, assignors),
                        new Departures(
                                !settings.groupInitialRebalanceDelayFixed(),
                                settings.groupExpireDisconnected(),
                                settings.groupHeartbeatHoldMs()),
                        new OffsetRetention(
                                Duration.ofMinutes(settings.offsetsRetentionMinutes()).toMillis(),
                                settings.offsetsRetentionCheckIntervalMs())),
                fixed);
    }

    private static ConsumerConfig consumers(Settings settings, List<String> assignors) {
        int quietMs = settings.groupConsumerQuietMs();
        return new ConsumerConfig(
                settings.groupConsumerSessionTimeoutMs(),
                settings.groupConsumerMaxSize(),
                assignors,
                MigrationPolicy.valueOf(
                        settings.groupConsumerMigrationPolicy().toUpperCase(Locale.ROOT)),
                quietMs,
                quietMs * QUIETS_MAX);
    }
}
