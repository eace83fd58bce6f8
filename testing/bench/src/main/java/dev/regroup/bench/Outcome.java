package dev.regroup.bench;

/// What a scenario finds out.
///
/// `series` names what was measured ("1 KB, 6 partitions, fsync"), `name` what of it ("produce").
public sealed interface Outcome {
    String series();

    String name();

    /// Whether less or more of it is better.
    enum Better {
        LESS,
        MORE,
        NEITHER
    }

    /// @param unit `ms`, `us`, `MB/s`, `1/s`, `MB`, `B`, `%`
    record Figure(String series, String name, String unit, double value, Better better)
            implements Outcome {}

    /// What the broker does not offer.
    record NotYet(String series, String name) implements Outcome {}

    /// What cannot be measured here, and why.
    record Skipped(String series, String name, String reason) implements Outcome {}

    /// What readers of the figure of that series and name have to know.
    record Remark(String series, String name, String text) implements Outcome {}
}
