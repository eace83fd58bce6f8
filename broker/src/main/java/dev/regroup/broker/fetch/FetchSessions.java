package dev.regroup.broker.fetch;

import dev.regroup.broker.shard.Ticker;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.requests.FetchMetadata;

/// The fetch sessions of a node.
///
/// Bounds: so many sessions, and 1,000,000 partitions in all of them. A full cache takes a new
/// session only in place of one that was not used for two minutes, or that is older than that and
/// smaller (KIP-227, "Session eviction"); whoever gets none fetches without.
public final class FetchSessions {
    /// Kafka's `min.incremental.fetch.session.eviction.ms`.
    static final long EVICTION_MS = 120_000;

    private static final int PARTITIONS_MAX = 1_000_000;

    private final int slots;
    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();

    /// The least recently used first.
    private final Map<Integer, Slot> byId = new LinkedHashMap<>();

    private long partitions;

    private record Slot(FetchSession session, long createdMs, long usedMs, int size) {}

    /// @param slots max.incremental.fetch.session.cache.slots
    public FetchSessions(int slots, Ticker ticker) {
        this.slots = slots;
        this.ticker = ticker;
    }

    /// What a request is to be answered with.
    public sealed interface Selection {}

    public enum Refusal {
        UNKNOWN_SESSION,
        EPOCH_OUT_OF_TURN,
        /// The session was made by topics' names and is asked for by their ids, or the reverse.
        OTHER_NAMING
    }

    public record Failed(Refusal refusal) implements Selection {}

    /// All that was asked for is answered, and no session comes of it.
    public record Sessionless(List<Asked> asked) implements Selection {}

    /// All that was asked for is answered, within a new session.
    public record Full(FetchSession session, List<Asked> asked) implements Selection {}

    /// Of all that the session fetches, what has changed is answered.
    public record Incremental(FetchSession session, List<Asked> asked) implements Selection {}

    /// One request, as far as sessions go.
    public record Request(
            int sessionId,
            int epoch,
            boolean byTopicId,
            Collection<Asked> asked,
            Collection<FetchKey> forgotten) {}

    public Selection select(Request request) {
        return new FetchMetadata(request.sessionId, request.epoch).isFull()
                ? full(request)
                : incremental(request);
    }

    /// How many sessions there are.
    public int size() {
        lock.lock();
        try {
            return byId.size();
        } finally {
            lock.unlock();
        }
    }

    private Selection full(Request request) {
        List<Asked> asked = List.copyOf(request.asked);
        lock.lock();
        try {
            remove(request.sessionId);
            if (request.epoch == FetchMetadata.FINAL_EPOCH
                    || asked.isEmpty()
                    || !room(asked.size())) {
                return new Sessionless(asked);
            }
            FetchSession session = new FetchSession(freshId(), request.byTopicId, asked);
            put(session, ticker.monotonicMs());
            return new Full(session, asked);
        } finally {
            lock.unlock();
        }
    }

    private Selection incremental(Request request) {
        Optional<FetchSession> found = find(request.sessionId);
        if (found.isEmpty()) {
            return new Failed(Refusal.UNKNOWN_SESSION);
        }
        FetchSession session = found.get();
        if (session.byTopicId() != request.byTopicId) {
            return new Failed(Refusal.OTHER_NAMING);
        }
        // Outside the lock of all sessions, which long lists of partitions must not hold up.
        if (!session.advance(request.epoch, request.asked, request.forgotten)) {
            return new Failed(Refusal.EPOCH_OUT_OF_TURN);
        }
        return switch (used(session)) {
            case KEPT -> new Incremental(session, session.asked());
            case OVER -> new Sessionless(List.of());
            case LOST -> new Failed(Refusal.UNKNOWN_SESSION);
        };
    }

    private enum Fate {
        KEPT,
        /// It has no partition left.
        OVER,
        /// Another has taken its place meanwhile, or it has outgrown the bound.
        LOST
    }

    private Optional<FetchSession> find(int id) {
        lock.lock();
        try {
            return Optional.ofNullable(byId.get(id)).map(Slot::session);
        } finally {
            lock.unlock();
        }
    }

    private Fate used(FetchSession session) {
        lock.lock();
        try {
            Slot slot = byId.get(session.id());
            if (slot == null || slot.session != session) {
                return Fate.LOST;
            }
            remove(session.id());
            if (session.size() == 0) {
                return Fate.OVER;
            }
            if (partitions + session.size() > PARTITIONS_MAX) {
                return Fate.LOST;
            }
            put(session, slot.createdMs);
            return Fate.KEPT;
        } finally {
            lock.unlock();
        }
    }

    private void put(FetchSession session, long createdMs) {
        Slot slot = new Slot(session, createdMs, ticker.monotonicMs(), session.size());
        byId.put(session.id(), slot);
        partitions += slot.size;
    }

    private void remove(int id) {
        Slot removed = byId.remove(id);
        if (removed != null) {
            partitions -= removed.size;
        }
    }

    /// Makes room for a session of `size` partitions, if that may be done.
    private boolean room(int size) {
        if (byId.size() >= slots) {
            evictable(size).ifPresent(slot -> remove(slot.session.id()));
        }
        return byId.size() < slots && partitions + size <= PARTITIONS_MAX;
    }

    private Optional<Slot> evictable(int size) {
        long nowMs = ticker.monotonicMs();
        Optional<Slot> unused =
                byId.values().stream()
                        .findFirst()
                        .filter(slot -> nowMs - slot.usedMs > EVICTION_MS);
        return unused.or(() ->
                byId.values().stream()
                        .filter(slot -> nowMs - slot.createdMs > EVICTION_MS && slot.size < size)
                        .min(Comparator.comparingInt(Slot::size)));
    }

    /// Not to be guessed, so that no client takes another's by mistake.
    private int freshId() {
        int id;
        do {
            id = ThreadLocalRandom.current().nextInt(1, Integer.MAX_VALUE);
        } while (byId.containsKey(id));
        return id;
    }
}
