package dev.regroup.coordinator.group;

import java.util.List;

/// What an operator may set for groups of the consumer protocol, as far as it does not come with
/// each command. Names, units and defaults are Kafka's where it has them.
///
/// @param sessionTimeoutMs group.consumer.session.timeout.ms, 45,000: of members that have not been
///   heard of since the shard was loaded
/// @param sizeMax group.consumer.max.size, 2^31-1
/// @param assignors group.consumer.assignors: the strategies that members may wish for; the first
///   is taken where they wish for none
/// @param migration group.consumer.migration.policy, bidirectional
/// @param quietMs regroup.group.consumer.quiet.ms, 50: how long a group's members and topics must
///   not have changed for it to be assigned anew; 0 does not wait
/// @param quietMaxMs how long changes may put that off, counted from the first, 250
public record ConsumerConfig(
        int sessionTimeoutMs,
        int sizeMax,
        List<String> assignors,
        MigrationPolicy migration,
        int quietMs,
        int quietMaxMs) {
    public static final List<String> ASSIGNORS =
            List.of("uniform", "range", "roundrobin", "sticky");

    public static final ConsumerConfig DEFAULT =
            new ConsumerConfig(
                    45_000, Integer.MAX_VALUE, ASSIGNORS, MigrationPolicy.BIDIRECTIONAL, 50, 250);

    public ConsumerConfig {
        assignors = List.copyOf(assignors);
        if (sessionTimeoutMs < 1
                || sizeMax < 1
                || assignors.isEmpty()
                || quietMs < 0
                || quietMaxMs < quietMs) {
            throw new IllegalArgumentException("settings of consumer groups out of range");
        }
    }
}
