package dev.regroup.broker.network;

import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answers of one connection, in the order of its requests.
///
/// Whoever holds `sending` may take answers from the head and write them. The reader does so after
/// each buffer of requests, for the answers that are there already: most are, and cost no
/// hand-over. For all others a writer thread, started when first needed, waits and writes; it also
/// computes answers that may have to wait.
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final AnswerWriter out;
    private final Thread reader;
    private final String writerName;
    private final Queue<Slot> slots = new ConcurrentLinkedQueue<>();
    private final int inFlightMax;
    private final Semaphore places;
    private final ReentrantLock sending = new ReentrantLock();
    private final AtomicReference<@Nullable Thread> writer = new AtomicReference<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    /// @param inFlightMax requests that may wait for their answers
    /// @param reader the thread that calls [#add] and [#sendReady]
    Answers(AnswerWriter out, int inFlightMax, Thread reader, String writerName) {
        this.out = out;
        this.inFlightMax = inFlightMax;
        this.places = new Semaphore(inFlightMax);
        this.reader = reader;
        this.writerName = writerName;
    }

    /// Puts a request's place into the order; waits while too many are in flight.
    ///
    /// @throws ClosedChannelException if the connection has ended meanwhile
    void add(Slot slot) throws InterruptedException, ClosedChannelException {
        if (!places.tryAcquire()) {
            sendReady();
            wakeWriter();
            places.acquire();
        }
        if (closed.get()) {
            throw new ClosedChannelException();
        }
        slots.add(slot);
    }

    /// Whether requests wait for their answers.
    boolean pending() {
        return !slots.isEmpty();
    }

    /// Returns when all requests are answered and the answers written, or the connection has ended.
    /// Called by the reader when no more can come.
    void awaitSent() throws InterruptedException {
        sendReady();
        places.acquire(inFlightMax);
        // Whoever took the last answer out may not have written it yet.
        sending.lock();
        try {
            drain(Waiting.NEVER);
        } finally {
            sending.unlock();
        }
    }

    /// Writes what can be written at once. Called by the reader, between two reads. An answer that
    /// is still to come wakes the writer itself: see [#answered].
    void sendReady() {
        Slot head = slots.peek();
        if (head == null || !head.answered()) {
            return;
        }
        if (head.computed() || !sending.tryLock()) {
            wakeWriter();
            return;
        }
        try {
            drain(Waiting.NEVER);
        } finally {
            sending.unlock();
        }
        Slot next = slots.peek();
        if (next != null && next.answered()) {
            wakeWriter();
        }
    }

    /// A slot has been answered, by any thread.
    void answered() {
        if (Thread.currentThread() != reader) {
            wakeWriter();
        }
    }

    /// Ends the writer, even one that waits for something to answer with, and lets a reader go that
    /// waits for a place.
    void close() {
        if (!closed.compareAndSet(false, true)) {
            return;
        }
        places.release(inFlightMax);
        Thread present = writer.get();
        if (present != null) {
            present.interrupt();
        }
    }

    private enum Waiting {
        NEVER,
        FOR_COMPUTED_ANSWERS
    }

    private void wakeWriter() {
        Thread present = writer.get();
        if (present == null && !closed.get()) {
            Thread fresh = Thread.ofVirtual().name(writerName).unstarted(this::write);
            if (writer.compareAndSet(null, fresh)) {
                fresh.start();
                return;
            }
            present = writer.get();
        }
        LockSupport.unpark(present);
    }

    private void write() {
        while (!closed.get()) {
            sending.lock();
            try {
                drain(Waiting.FOR_COMPUTED_ANSWERS);
            } finally {
                sending.unlock();
            }
            Slot head = slots.peek();
            if (!closed.get() && (head == null || !head.answered())) {
                LockSupport.park(this);
            }
        }
    }

    private void drain(Waiting waiting) {
        try {
            Slot head = slots.peek();
            while (!closed.get() && head != null && head.answered()) {
                if (head.computed() && waiting == Waiting.NEVER) {
                    break;
                }
                if (head.computed()) {
                    out.flush();
                }
                head.writeTo(out);
                slots.remove();
                places.release();
                head = slots.peek();
            }
            out.flush();
        } catch (IOException e) {
            out.broken();
            close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            close();
        } catch (RuntimeException | AssertionError bug) {
            // The stream of answers may be broken off in the middle: the connection dies.
            LOG.atError().setCause(bug).log("Answer could not be written");
            out.failed();
            close();
        }
    }
}
