package dev.regroup.broker.settings;

import java.util.SortedMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/// The settings of a topic that are acted on.
///
/// @param maxMessageBytes max.message.bytes: the largest record batch
/// @param timestampType message.timestamp.type
/// @param timestampBeforeMaxMs message.timestamp.before.max.ms: how far behind the broker's clock a
///   record may be
/// @param timestampAfterMaxMs message.timestamp.after.max.ms: how far ahead
public record TopicSettings(
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs) {

    /// What an entry of the log can hold, whatever a topic says.
    private static final int BATCH_BYTES_MAX = 60_000_000;

    /// @param own settings of the topic itself
    public static TopicSettings of(EffectiveSettings effective, SortedMap<String, String> own) {
        Reader reader = new Reader(effective, own);
        return new TopicSettings(
                Math.min(
                        BATCH_BYTES_MAX,
                        Integer.parseInt(reader.value(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))),
                TimestampType.forName(reader.value(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)),
                Long.parseLong(reader.value(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG)),
                Long.parseLong(reader.value(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)));
    }

    private record Reader(EffectiveSettings effective, SortedMap<String, String> own) {
        String value(String name) {
            Setting setting = SettingTable.kafka().find(Scope.TOPIC, name).orElseThrow();
            String value = effective.effective(setting, own).value();
            if (value == null) {
                throw new IllegalStateException(name + " has no value");
            }
            return value.trim();
        }
    }
}
