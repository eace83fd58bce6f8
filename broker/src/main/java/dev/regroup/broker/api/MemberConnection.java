package dev.regroup.broker.api;

import dev.regroup.coordinator.ConnectionId;
import java.util.BitSet;
import java.util.Optional;
import java.util.stream.IntStream;

/// A client's connection as shards know it: which of them have heard of it, and which may hold the
/// answer to a heartbeat on it. For its reader.
public final class MemberConnection {
    // Made once: every heartbeat carries it.
    private final Optional<ConnectionId> id;
    private final BitSet shards = new BitSet();
    private final BitSet holding = new BitSet();

    MemberConnection(ConnectionId id) {
        this.id = Optional.of(id);
    }

    /// What a member's request to the shard carries.
    Optional<ConnectionId> towards(int shard) {
        shards.set(shard);
        return id;
    }

    /// The shard is being sent a heartbeat that it need not answer at once.
    void mayHold(int shard) {
        holding.set(shard);
    }

    /// Whether any shard was sent one since [#takeHolding] was asked.
    boolean isHeld() {
        return !holding.isEmpty();
    }

    /// Which shards those are; they are not named again.
    IntStream takeHolding() {
        BitSet taken = (BitSet) holding.clone();
        holding.clear();
        return taken.stream();
    }

    ConnectionId id() {
        return id.orElseThrow();
    }

    /// Shards that may have members which were heard of on it last.
    IntStream shards() {
        return shards.stream();
    }
}
