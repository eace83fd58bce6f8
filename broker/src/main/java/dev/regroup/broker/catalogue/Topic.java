package dev.regroup.broker.catalogue;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.common.Uuid;

/// A topic as it stands in the catalogue.
///
/// @param partitions 1 to 1,000,000; they are numbered from 0
/// @param configs settings given explicitly, by Kafka's names
/// @param version the catalogue's version when its partitions were last logged; altered settings do
///   not change it
public record Topic(
        Uuid id, String name, int partitions, SortedMap<String, String> configs, long version) {
    /// Where groups and their offsets live; its partition k belongs to shard k.
    public static final String OFFSETS_NAME = "__consumer_offsets";

    public static final int PARTITIONS_MAX = 1_000_000;

    public Topic {
        if (partitions < 1 || partitions > PARTITIONS_MAX) {
            throw new IllegalArgumentException("%d partitions".formatted(partitions));
        }
        configs = new TreeMap<>(configs);
    }

    public static SortedMap<String, String> configs(Map<String, String> configs) {
        return new TreeMap<>(configs);
    }

    public boolean internal() {
        return name.equals(OFFSETS_NAME) || name.equals("__transaction_state");
    }

    public boolean hasPartition(int partition) {
        return partition >= 0 && partition < partitions;
    }

    Topic withConfigs(SortedMap<String, String> newConfigs) {
        return new Topic(id, name, partitions, newConfigs, version);
    }

    Topic withPartitions(int count, long newVersion) {
        return new Topic(id, name, count, configs, newVersion);
    }
}
