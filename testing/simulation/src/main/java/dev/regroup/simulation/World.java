package dev.regroup.simulation;

import dev.regroup.coordinator.offset.TopicId;
import java.util.SplittableRandom;

/// What everybody in a simulation shares. Everything that happens by chance comes from one random
/// generator, everything that takes time from one agenda.
final class World {
    final SplittableRandom random;
    final VirtualTicker ticker = new VirtualTicker();
    final Agenda agenda = new Agenda();
    final Complaints complaints = new Complaints();
    final Trace trace;
    final Weather weather;
    final Topics topics;
    final Edge edge;
    final Ownership ownership = new Ownership(this);
    private long numbers;

    World(SplittableRandom random, Trace.Echo echo) {
        this.random = random;
        this.trace = new Trace(ticker, echo);
        this.weather = new Weather(random);
        this.topics = new Topics(this);
        this.edge = new Edge(this);
    }

    long nowMs() {
        return ticker.monotonicMs();
    }

    void after(long ms, Runnable action) {
        agenda.at(nowMs() + ms, action);
    }

    /// One that nobody else in this world has.
    long nextNumber() {
        return ++numbers;
    }

    TopicId freshTopicId() {
        return new TopicId(random.nextLong() >>> 1, nextNumber());
    }

    boolean oneIn(int chances) {
        return random.nextInt(chances) == 0;
    }
}
