package dev.regroup.broker.api;

import dev.regroup.coordinator.ConnectionId;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/// A client's connection as shards know it, and which of them have heard of it. For its reader.
public final class MemberConnection {
    // Made once: every heartbeat carries it.
    private final Optional<ConnectionId> id;
    private final BitSet shards = new BitSet();

    MemberConnection(ConnectionId id) {
        this.id = Optional.of(id);
    }

    /// What a member's request to the shard carries.
    Optional<ConnectionId> towards(int shard) {
        shards.set(shard);
        return id;
    }

    ConnectionId id() {
        return id.orElseThrow();
    }

    /// Shards that may have members which were heard of on it last.
    IntStream shards() {
        return shards.stream();
    }
}
