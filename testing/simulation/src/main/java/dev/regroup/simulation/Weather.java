package dev.regroup.simulation;

import java.util.SplittableRandom;

/// How the network behaves. Within a connection nothing overtakes anything, between connections
/// anything may.
final class Weather {
    private static final int LATE_MS_MAX = 8_000;

    private final SplittableRandom random;
    private boolean isCalm;

    Weather(SplittableRandom random) {
        this.random = random;
    }

    /// From now on nothing is lost, late or copied.
    void calmDown() {
        isCalm = true;
    }

    long latencyMs() {
        return !isCalm && random.nextInt(30) == 0 ? random.nextInt(2_000) : random.nextInt(8);
    }

    /// Whether the connection breaks at this message.
    boolean breaks() {
        return !isCalm && random.nextInt(150) == 0;
    }

    /// Whether nothing comes through any more, and nobody is told.
    boolean mutes() {
        return !isCalm && random.nextInt(400) == 0;
    }

    /// Whether the message comes twice.
    boolean copies() {
        return !isCalm && random.nextInt(25) == 0;
    }

    long copyDelayMs() {
        return random.nextInt(LATE_MS_MAX);
    }

    /// Whether somebody does what is not usual.
    boolean tempts(int oneIn) {
        return !isCalm && random.nextInt(oneIn) == 0;
    }
}
