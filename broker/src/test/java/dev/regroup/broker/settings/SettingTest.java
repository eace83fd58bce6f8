package dev.regroup.broker.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingTest {
    private static final SettingTable TABLE = SettingTable.kafka();

    private static Setting topic(String name) {
        return TABLE.find(Scope.TOPIC, name).orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention.ms|-1",
                "retention.ms|9223372036854775807",
                "cleanup.policy|compact,delete",
                "cleanup.policy|compact",
                "min.cleanable.dirty.ratio|0.25",
                "compression.type|zstd",
                "preallocate|true",
                "compression.gzip.level|-1"
            })
    void goodValues_pass(String name, String value) {
        assertEquals(Optional.empty(), topic(name).problem(value));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retention.ms|-2",
                "retention.ms|soon",
                "cleanup.policy|compact,compact",
                "cleanup.policy|shred",
                "min.cleanable.dirty.ratio|1.1",
                "compression.type|zip",
                "compression.type|zstd,lz4",
                "preallocate|perhaps",
                "segment.bytes|5",
                "min.cleanable.dirty.ratio|NaN",
                "min.cleanable.dirty.ratio|Infinity",
                "message.timestamp.type|CreateTime,",
                "message.timestamp.type|,LogAppendTime"
            })
    void badValues_doNot(String name, String value) {
        assertTrue(topic(name).problem(value).isPresent());
    }

    @Test
    void everyDefault_isWithinItsRange() {
        for (Scope scope : Scope.values()) {
            for (Setting setting : TABLE.all(scope)) {
                String value = setting.defaultValue();
                if (value != null) {
                    assertEquals(Optional.empty(), setting.problem(value), setting.name());
                }
            }
        }
    }

    @Test
    void everySynonym_isASettingOfBrokers() {
        for (Scope scope : Scope.values()) {
            for (Setting setting : TABLE.all(scope)) {
                setting.synonyms()
                        .forEach(synonym ->
                                assertTrue(
                                        TABLE.find(Scope.BROKER, synonym.name()).isPresent(),
                                        synonym.name()));
            }
        }
    }

    @Test
    void whatWasSetClosest_prevails() {
        StaticSettings fixed = StaticSettings.of(1, Map.of("message.max.bytes", "400"), Map.of());
        DynamicSettings forAll =
                DynamicSettings.NONE.with(
                        SettingsOwner.ALL_BROKERS,
                        new TreeMap<>(Map.of("message.max.bytes", "300")));
        DynamicSettings forOne =
                forAll.with(
                        SettingsOwner.broker(1), new TreeMap<>(Map.of("message.max.bytes", "200")));
        Setting setting = topic("max.message.bytes");

        EffectiveSettings.Effective topics =
                new EffectiveSettings(fixed, forOne)
                        .effective(setting, new TreeMap<>(Map.of("max.message.bytes", "100")));

        assertEquals("100", topics.value());
        assertEquals(
                List.of("100", "200", "300", "400", "1048588"),
                topics.origins().stream().map(EffectiveSettings.Origin::value).toList());
        assertEquals("200", value(new EffectiveSettings(fixed, forOne), setting));
        assertEquals("300", value(new EffectiveSettings(fixed, forAll), setting));
        assertEquals("400", value(new EffectiveSettings(fixed, DynamicSettings.NONE), setting));
    }

    private static String value(EffectiveSettings effective, Setting setting) {
        return String.valueOf(effective.effective(setting, new TreeMap<>()).value());
    }

    @Test
    void hoursAndMinutes_standInForMilliseconds_theFinestFirst() {
        Setting retention = topic("retention.ms");

        assertEquals("7200000", retained(Map.of("log.retention.hours", "2"), retention));
        assertEquals(
                "60000",
                retained(
                        Map.of("log.retention.hours", "2", "log.retention.minutes", "1"),
                        retention));
        assertEquals("-1", retained(Map.of("log.retention.hours", "-1"), retention));
        assertEquals("604800000", retained(Map.of(), retention));
    }

    private static String retained(Map<String, String> given, Setting setting) {
        return value(
                new EffectiveSettings(StaticSettings.of(1, given, Map.of()), DynamicSettings.NONE),
                setting);
    }

    @Test
    void withoutAnything_theSourceIsTheDefault() {
        EffectiveSettings.Effective effective =
                new EffectiveSettings(
                                StaticSettings.of(1, Map.of(), Map.of()), DynamicSettings.NONE)
                        .effective(topic("remote.storage.enable"), new TreeMap<>());

        assertEquals(ConfigSource.DEFAULT_CONFIG, effective.source());
        assertFalse(Boolean.parseBoolean(effective.value()));
    }

    @Test
    void topicSettings_areThoseThatApply() {
        TopicSettings settings =
                TopicSettings.of(
                        new EffectiveSettings(
                                StaticSettings.of(1, Map.of(), Map.of()), DynamicSettings.NONE),
                        new TreeMap<>(
                                Map.of(
                                        "message.timestamp.type",
                                        "LogAppendTime",
                                        "max.message.bytes",
                                        "2147483647",
                                        "compression.type",
                                        "zstd",
                                        "compression.zstd.level",
                                        "7",
                                        "max.decompressed.message.bytes",
                                        "1000")));

        assertEquals(
                new TopicSettings(
                        new TopicSettings.Retention(
                                OptionalLong.of(604_800_000), OptionalLong.empty()),
                        60_000_000,
                        TimestampType.LOG_APPEND_TIME,
                        Long.MAX_VALUE,
                        3_600_000,
                        new TopicSettings.Storing("zstd", 7, 1_000),
                        Optional.empty()),
                settings);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"client_id=a.*|true", "client_id=b|false", "client_software_name=x|false"})
    void clientMatch_wantsAllOfItsLabels(String match, boolean matches) {
        assertEquals(Optional.empty(), ClientMatch.problem(match));
        assertEquals(matches, ClientMatch.of(match).matches(Map.of("client_id", "abc")));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"client_id", "colour=red", "client_id=[", "client_id=a=b"})
    void aMatchThatCannotBeRead_isAProblem(String match) {
        assertTrue(ClientMatch.problem(match).isPresent());
    }
}
