package dev.regroup.bench.groups;

import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.apache.kafka.common.protocol.ApiKeys;

/// The only member of a group, which beats at a steady pace while something happens to another
/// group of its shard. How long a heartbeat takes counts from when it should have been sent: one
/// that is late because of the one before it is no quicker for that. Runs on a thread of its own.
final class Bystander implements AutoCloseable {
    private static final long PACE_NS = 2_000_000;
    private static final long ENDS_WITHIN_S = 10;

    /// Groups are in the same shard of Regroup (64) and of Kafka (50 partitions) if their hashes
    /// are alike modulo both.
    private static final int SHARDS_OF_BOTH = 1_600;

    private final SocketChannel socket;
    private final Exchange heartbeat;
    private final List<Beat> beats = new ArrayList<>();
    private final FutureTask<Integer> beating = new FutureTask<>(this::beat);
    private volatile boolean ends;

    private record Beat(long dueNs, long tookNs) {}

    private Bystander(SocketChannel socket, Exchange heartbeat) {
        this.socket = socket;
        this.heartbeat = heartbeat;
    }

    static Bystander of(BrokerProcess broker, SoloJoin.Way way, String otherGroupId)
            throws IOException {
        SocketChannel socket = SocketChannel.open(broker.address());
        Bystander bystander =
                new Bystander(socket, way.join(socket, besides(otherGroupId)).heartbeat());
        new Thread(bystander.beating, "bystander").start();
        return bystander;
    }

    /// The id of a group in the same shard.
    static String besides(String groupId) {
        int number = 0;
        String other;
        do {
            other = groupId + "-bystander-" + number++;
        } while (place(other) != place(groupId));
        return other;
    }

    private static int place(String groupId) {
        return Math.abs(groupId.hashCode() % SHARDS_OF_BOTH);
    }

    /// Until it is to end; returns how often.
    private int beat() throws IOException {
        int count = 0;
        for (long dueNs = System.nanoTime(); !ends; dueNs += PACE_NS) {
            LockSupport.parkNanos(Math.max(0, dueNs - System.nanoTime()));
            ByteBuffer answer = Wire.exchange(socket, heartbeat.request(), heartbeat.version());
            ApiKeys apiKey = ApiKeys.forId(heartbeat.request().apiKey());
            heartbeat.check().accept(Wire.answer(answer, apiKey, heartbeat.version()));
            add(new Beat(dueNs, System.nanoTime() - dueNs));
            count++;
        }
        return count;
    }

    private void add(Beat beat) {
        synchronized (beats) {
            beats.add(beat);
        }
    }

    /// How long those took that were due then, in nanoseconds.
    Histogram between(long fromNs, long untilNs) throws IOException {
        if (beating.isDone()) {
            mustHaveEndedWell();
        }
        Histogram took = new Histogram(3);
        synchronized (beats) {
            for (Beat beat : beats) {
                if (beat.dueNs - fromNs >= 0 && beat.dueNs - untilNs <= 0) {
                    took.recordValue(beat.tookNs);
                }
            }
        }
        return took;
    }

    private void mustHaveEndedWell() throws IOException {
        try {
            beating.get(ENDS_WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException("the bystander's group did not stand", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() throws IOException {
        ends = true;
        try {
            mustHaveEndedWell();
        } finally {
            socket.close();
        }
    }
}
