package dev.regroup.broker.network;

import dev.regroup.broker.shard.Ticker;
import java.util.Collection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes connections whose peers have done nothing for too long while it was their turn. So an
/// abandoned connection, a peer that does not read its answers and one that stops within a request
/// all give back what they hold.
final class IdleSweep {
    private static final Logger LOG = LoggerFactory.getLogger(IdleSweep.class);
    private static final long INTERVAL_MS_MAX = 1_000;

    private final Collection<Connection> connections;
    private final long idleMsMax;
    private final Ticker ticker;

    /// @param connections those there are; may change meanwhile
    /// @param idleMsMax 0 or more
    IdleSweep(Collection<Connection> connections, long idleMsMax, Ticker ticker) {
        this.connections = connections;
        this.idleMsMax = idleMsMax;
        this.ticker = ticker;
    }

    /// How long to wait between two sweeps: a tenth of what is allowed at most, so that a
    /// connection is closed soon after its time.
    long intervalMs() {
        return Math.clamp(idleMsMax / 10, 1, INTERVAL_MS_MAX);
    }

    void runOnce() {
        long nowMs = ticker.monotonicMs();
        for (Connection connection : connections) {
            long idleMs = connection.idleMs(nowMs);
            if (idleMs > idleMsMax) {
                LOG.atDebug()
                        .addKeyValue("peer", connection.peer().host())
                        .addKeyValue("idleMs", idleMs)
                        .log("Idle connection closed");
                connection.end();
            }
        }
    }
}
