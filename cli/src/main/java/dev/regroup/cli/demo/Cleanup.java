package dev.regroup.cli.demo;

import java.util.ArrayDeque;
import java.util.Deque;

/// What must be done at the end, however the end comes: returning, an exception, Ctrl-C or SIGTERM.
/// The last added is done first; each is done once, even if another fails.
final class Cleanup implements AutoCloseable {
    private final Deque<Runnable> steps = new ArrayDeque<>();
    private final Thread hook = new Thread(this::doAll, "demo-cleanup");

    Cleanup() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    synchronized void add(Runnable step) {
        steps.push(step);
    }

    /// Does what is left to do; if a signal has that done already, waits for it.
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            awaitHook();
        }
        doAll();
    }

    private synchronized void doAll() {
        Runnable step = steps.poll();
        if (step == null) {
            return;
        }
        try {
            step.run();
        } finally {
            doAll();
        }
    }

    private void awaitHook() {
        try {
            hook.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
