package dev.regroup.broker.settings;

import dev.regroup.storage.compact.CompactionRule;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/// The settings of a topic that are acted on.
///
/// @param retention what is kept of its records
/// @param maxMessageBytes max.message.bytes: the largest record batch
/// @param timestampType message.timestamp.type
/// @param timestampBeforeMaxMs message.timestamp.before.max.ms: how far behind the broker's clock a
///   record may be
/// @param timestampAfterMaxMs message.timestamp.after.max.ms: how far ahead
/// @param storing compression.type and what belongs to it
/// @param compaction how its partitions are compacted, if cleanup.policy says so
public record TopicSettings(
        Retention retention,
        int maxMessageBytes,
        TimestampType timestampType,
        long timestampBeforeMaxMs,
        long timestampAfterMaxMs,
        Storing storing,
        Optional<CompactionRule> compaction) {

    /// How batches are to be compressed in the log.
    ///
    /// @param compression compression.type: the name of one, or that they stay as the producer made
    ///   them
    /// @param level the topic's level for it; no meaning for those that have none
    /// @param recordBytesMax max.decompressed.message.bytes: the largest record, where batches are
    ///   opened
    public record Storing(String compression, int level, int recordBytesMax) {
        public static final String AS_PRODUCED = "producer";

        public boolean asProduced() {
            return compression.equals(AS_PRODUCED);
        }
    }

    /// What an entry of the log can hold, whatever a topic says.
    private static final int BATCH_BYTES_MAX = 60_000_000;

    /// @param own settings of the topic itself
    public static TopicSettings of(EffectiveSettings effective, SortedMap<String, String> own) {
        Reader reader = new Reader(effective, own);
        return new TopicSettings(
                retention(reader),
                Math.min(
                        BATCH_BYTES_MAX,
                        Integer.parseInt(reader.value(TopicConfig.MAX_MESSAGE_BYTES_CONFIG))),
                TimestampType.forName(reader.value(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG)),
                Long.parseLong(reader.value(TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG)),
                Long.parseLong(reader.value(TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG)),
                storing(reader),
                compaction(reader));
    }

    private static Storing storing(Reader reader) {
        String compression = reader.value(TopicConfig.COMPRESSION_TYPE_CONFIG);
        String levelOf =
                switch (compression) {
                    case "lz4" -> TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG;
                    case "zstd" -> TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG;
                    default -> TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG;
                };
        return new Storing(
                compression,
                Integer.parseInt(reader.value(levelOf)),
                Integer.parseInt(reader.value("max.decompressed.message.bytes")));
    }

    /// What is kept of a topic's records.
    ///
    /// @param ms retention.ms: how long; empty for ever, also for a topic that is only compacted
    /// @param bytes retention.bytes: how much of a partition; empty for all
    public record Retention(OptionalLong ms, OptionalLong bytes) {
        public static final Retention ALL =
                new Retention(OptionalLong.empty(), OptionalLong.empty());
    }

    private static Retention retention(Reader reader) {
        return reader.hasPolicy(TopicConfig.CLEANUP_POLICY_DELETE)
                ? new Retention(
                        bound(reader.value(TopicConfig.RETENTION_MS_CONFIG)),
                        bound(reader.value(TopicConfig.RETENTION_BYTES_CONFIG)))
                : Retention.ALL;
    }

    private static Optional<CompactionRule> compaction(Reader reader) {
        boolean isEnabled =
                Boolean.parseBoolean(reader.effective.brokerValue("log.cleaner.enable"));
        return isEnabled && reader.hasPolicy(TopicConfig.CLEANUP_POLICY_COMPACT)
                ? Optional.of(
                        new CompactionRule(
                                Double.parseDouble(
                                        reader.value(TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG)),
                                Long.parseLong(
                                        reader.value(TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG)),
                                Long.parseLong(
                                        reader.value(TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG)),
                                Long.parseLong(
                                        reader.value(TopicConfig.DELETE_RETENTION_MS_CONFIG))))
                : Optional.empty();
    }

    private static OptionalLong bound(String value) {
        long bound = Long.parseLong(value);
        return bound < 0 ? OptionalLong.empty() : OptionalLong.of(bound);
    }

    private record Reader(EffectiveSettings effective, SortedMap<String, String> own) {
        boolean hasPolicy(String policy) {
            return Arrays.stream(value(TopicConfig.CLEANUP_POLICY_CONFIG).split(","))
                    .map(String::trim)
                    .anyMatch(policy::equals);
        }

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
