package dev.regroup.broker.network;

import dev.regroup.broker.config.ConnectionLimits.Quotas;
import dev.regroup.broker.shard.Ticker;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Counts connections and turns away those beyond a quota (decision 0006). Says so once a minute.
final class Admission {
    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);

    private final Quotas quotas;
    private final OnceAMinute refusals;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Integer> presentByListener = new HashMap<>();

    /// Addresses without a connection are not in it: bounded by the connections there are.
    private final Map<InetAddress, Integer> presentByAddress = new HashMap<>();

    private int present;

    Admission(Quotas quotas, Ticker ticker) {
        this.quotas = quotas;
        this.refusals = new OnceAMinute(ticker);
    }

    /// True if there is room for a connection, which then counts until it [leaves][#left].
    boolean admit(String listener, InetAddress peer) {
        String reached;
        lock.lock();
        try {
            reached = reached(listener, peer);
            if (reached.isEmpty()) {
                present++;
                presentByListener.merge(listener, 1, Integer::sum);
                presentByAddress.merge(peer, 1, Integer::sum);
                return true;
            }
        } finally {
            lock.unlock();
        }
        refusals.happened()
                .ifPresent(times ->
                        LOG.atInfo()
                                .addKeyValue("listener", listener)
                                .addKeyValue("peer", peer.getHostAddress())
                                .addKeyValue("reached", reached)
                                .addKeyValue("refusedSinceLastLine", times)
                                .log("Connection refused: there are as many as allowed"));
        return false;
    }

    void left(String listener, InetAddress peer) {
        lock.lock();
        try {
            present--;
            presentByListener.merge(listener, -1, Integer::sum);
            presentByAddress.computeIfPresent(
                    peer, (address, count) -> count == 1 ? null : count - 1);
        } finally {
            lock.unlock();
        }
    }

    /// The setting whose bound is reached; empty if none is.
    private String reached(String listener, InetAddress peer) {
        if (present >= quotas.connectionsMax()) {
            return "max.connections";
        }
        int listenerMax =
                quotas.connectionsMaxByListener().getOrDefault(listener, Integer.MAX_VALUE);
        if (presentByListener.getOrDefault(listener, 0) >= listenerMax) {
            return "max.connections of the listener";
        }
        int addressMax =
                quotas.connectionsMaxByAddress()
                        .getOrDefault(peer, quotas.connectionsMaxPerAddress());
        return presentByAddress.getOrDefault(peer, 0) >= addressMax ? "max.connections.per.ip" : "";
    }
}
