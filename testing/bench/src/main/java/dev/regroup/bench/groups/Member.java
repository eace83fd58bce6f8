package dev.regroup.bench.groups;

import java.util.BitSet;

/// A member of a group that subscribes to one topic.
interface Member {
    void join();

    /// What it owns by the last it has heard and acknowledged.
    BitSet owned();

    /// Generation or member epoch; -1 while it knows none that stands.
    int epoch();

    /// How often it says that it lives.
    int heartbeatIntervalMs();

    Voice voice();
}
