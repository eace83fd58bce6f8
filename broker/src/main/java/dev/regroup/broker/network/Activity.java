package dev.regroup.broker.network;

import dev.regroup.broker.shard.Ticker;

/// What a connection's threads are at, so that another thread can tell whether its peer is idle.
final class Activity {
    private final Ticker ticker;
    private volatile long lastMovedMs;
    private volatile boolean writing;
    private volatile boolean waitingForMemory;
    private volatile boolean peerEnded;

    Activity(Ticker ticker) {
        this.ticker = ticker;
        this.lastMovedMs = ticker.monotonicMs();
    }

    /// Bytes have come or gone, or the peer's turn begins.
    void moved() {
        lastMovedMs = ticker.monotonicMs();
    }

    /// A write to the socket begins; only the peer can end it.
    void writeBegins() {
        moved();
        writing = true;
    }

    void writeEnds() {
        moved();
        writing = false;
    }

    /// The reader waits for memory that others hold.
    void memoryWaitBegins() {
        waitingForMemory = true;
    }

    void memoryWaitEnds() {
        moved();
        waitingForMemory = false;
    }

    /// The peer sends no more. Whether it is still there to read is not known.
    void peerEnded() {
        moved();
        peerEnded = true;
    }

    /// How long nothing has moved although it is the peer's turn; 0 while it is the broker's. A
    /// peer that has ended its side has no more turns: for its last answers the broker is given no
    /// longer than a peer is for a request.
    ///
    /// @param answersPending whether requests wait for their answers or for these to be written
    long idleMs(long nowMs, boolean answersPending) {
        boolean brokersTurn = waitingForMemory || (answersPending && !writing);
        return brokersTurn && !peerEnded ? 0 : nowMs - lastMovedMs;
    }
}
