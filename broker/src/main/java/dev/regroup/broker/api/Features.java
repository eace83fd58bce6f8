package dev.regroup.broker.api;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.FinalizedFeatureKeyCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKey;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKeyCollection;

/// The features of Kafka (KIP-584) at the levels that this version has. Level 0 is a feature that
/// is known and off.
///
/// @param levels by name; each is the lowest and the highest that can be chosen
/// @param epoch grows with every change of a level
public record Features(Map<String, Short> levels, long epoch) {
    private static final short METADATA_LEVEL = 33;
    private static final short GROUP_LEVEL = 1;

    /// Kafka 4.4's metadata version, of which clients see nothing but its name; groups with the
    /// consumer protocol (KIP-848); no share and streams groups, and no transactions yet.
    public static final Features PRESENT =
            new Features(
                    Map.of(
                            "metadata.version",
                            METADATA_LEVEL,
                            "group.version",
                            GROUP_LEVEL,
                            "share.version",
                            (short) 0,
                            "streams.version",
                            (short) 0,
                            "transaction.version",
                            (short) 0),
                    0);

    public Features {
        levels = new TreeMap<>(levels);
    }

    Optional<Short> level(String feature) {
        return Optional.ofNullable(levels.get(feature));
    }

    SupportedFeatureKeyCollection supported() {
        SupportedFeatureKeyCollection supported = new SupportedFeatureKeyCollection();
        levels.forEach((name, level) ->
                supported.add(
                        new SupportedFeatureKey()
                                .setName(name)
                                .setMinVersion(level)
                                .setMaxVersion(level)));
        return supported;
    }

    /// Without those at level 0, as Kafka shows them.
    FinalizedFeatureKeyCollection finalised() {
        FinalizedFeatureKeyCollection finalised = new FinalizedFeatureKeyCollection();
        levels.forEach((name, level) -> {
            if (level > 0) {
                finalised.add(
                        new FinalizedFeatureKey()
                                .setName(name)
                                .setMinVersionLevel(level)
                                .setMaxVersionLevel(level));
            }
        });
        return finalised;
    }
}
