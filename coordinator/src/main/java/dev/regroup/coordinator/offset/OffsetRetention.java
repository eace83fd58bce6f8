package dev.regroup.coordinator.offset;

/// How long offsets are kept that nobody needs any more (KIP-211), and how often that is looked at.
///
/// @param retentionMs offsets.retention.minutes, 10,080 minutes
/// @param checkIntervalMs offsets.retention.check.interval.ms, 600,000
public record OffsetRetention(long retentionMs, long checkIntervalMs) {
    public static final OffsetRetention DEFAULT = new OffsetRetention(604_800_000, 600_000);

    public OffsetRetention {
        if (retentionMs < 1 || checkIntervalMs < 1) {
            throw new IllegalArgumentException(
                    "offsets kept for %d ms, checked every %d ms"
                            .formatted(retentionMs, checkIntervalMs));
        }
    }
}
