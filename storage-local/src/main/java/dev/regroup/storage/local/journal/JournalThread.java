package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;

/// The thread `regroup-journal`: commits whatever is queued, and parks when nothing is.
final class JournalThread implements AutoCloseable {
    private final JournalWriter writer;
    private final Thread thread;
    private volatile boolean closing;
    private long triedNs = System.nanoTime();

    private JournalThread(JournalWriter writer) {
        this.writer = writer;
        this.thread = Thread.ofPlatform().name("regroup-journal").unstarted(this::run);
    }

    static JournalThread start(JournalWriter writer) {
        JournalThread started = new JournalThread(writer);
        started.thread.start();
        return started;
    }

    private void run() {
        try {
            while (!closing || !writer.isIdle()) {
                if (!writer.runOnce()) {
                    parkUnlessClosing();
                }
                prepareAgainIfDue();
            }
        } finally {
            // Reached early only by a bug: nobody may wait for a thread that is gone.
            writer.close(new StorageException("the journal's thread has ended"));
        }
    }

    private void prepareAgainIfDue() {
        long nowNs = System.nanoTime();
        if (nowNs - triedNs >= JournalWriter.PREPARE_AGAIN_NS) {
            triedNs = nowNs;
            writer.prepareAgain();
        }
    }

    private void parkUnlessClosing() {
        if (!closing) {
            writer.parkWhileIdle();
        }
    }

    /// Lets the thread finish what is queued and waits for its end.
    @Override
    public void close() {
        closing = true;
        writer.wake(thread);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
