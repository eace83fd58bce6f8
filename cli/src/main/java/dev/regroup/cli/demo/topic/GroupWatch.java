package dev.regroup.cli.demo.topic;

import dev.regroup.cli.demo.model.DemoEvent;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Asks the broker each second how far the group is, and for more partitions when told to. Has a
/// thread of its own, since answers may take their time.
public final class GroupWatch implements AutoCloseable {
    private static final long POLL_MS = 1_000;
    private static final int FAILURES_MAX = 10;

    private final DemoTopic topic;
    private final Consumer<DemoEvent> events;
    private final BlockingQueue<Integer> wanted = new ArrayBlockingQueue<>(1);
    private final Thread thread;

    private GroupWatch(DemoTopic topic, Consumer<DemoEvent> events) {
        this.topic = topic;
        this.events = events;
        this.thread = Thread.ofPlatform().daemon().name("demo-watch").unstarted(this::run);
    }

    public static GroupWatch start(DemoTopic topic, Consumer<DemoEvent> events) {
        GroupWatch watch = new GroupWatch(topic, events);
        watch.thread.start();
        return watch;
    }

    /// Asks for so many partitions more; an event tells when they are there. Returns false if the
    /// last ones asked for are not there yet.
    public boolean grow(int more) {
        return wanted.offer(more);
    }

    private void run() {
        int failures = 0;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Integer more = wanted.poll(POLL_MS, TimeUnit.MILLISECONDS);
                if (more != null) {
                    topic.grow(topic.partitions() + more);
                    events.accept(new DemoEvent.PartitionsAdded(nowMs(), topic.partitions()));
                }
                events.accept(new DemoEvent.LagPolled(nowMs(), topic.offsets()));
                failures = 0;
            } catch (ExecutionException e) {
                failures++;
                if (failures == FAILURES_MAX) {
                    events.accept(
                            new DemoEvent.Failed(
                                    nowMs(), "the broker does not answer: " + e.getCause()));
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static long nowMs() {
        return System.currentTimeMillis();
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
