package dev.regroup.broker.network;

import dev.regroup.broker.shard.Ticker;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Clients' mistakes in the log: one line a minute and peer at most. Remembers 1,000 peers.
final class PeerComplaints {
    private static final Logger LOG = LoggerFactory.getLogger(PeerComplaints.class);
    private static final long QUIET_MS = 60_000;
    private static final int PEERS_MAX = 1_000;

    private final Ticker ticker;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Long> lastByPeer =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
                    return size() > PEERS_MAX;
                }
            };

    PeerComplaints(Ticker ticker) {
        this.ticker = ticker;
    }

    void disconnected(String peerHost, String why) {
        if (due(peerHost)) {
            LOG.atInfo()
                    .addKeyValue("peer", peerHost)
                    .addKeyValue("why", why)
                    .log("Connection closed for what the client sent");
        }
    }

    private boolean due(String peerHost) {
        long nowMs = ticker.monotonicMs();
        lock.lock();
        try {
            Long last = lastByPeer.get(peerHost);
            if (last != null && nowMs - last < QUIET_MS) {
                return false;
            }
            lastByPeer.put(peerHost, nowMs);
            return true;
        } finally {
            lock.unlock();
        }
    }
}
