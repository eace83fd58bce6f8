package dev.regroup.broker.network;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Buffers for requests that outlive their reading: produce requests, whose batches are written to
/// the log from where they were received, and frames larger than a connection's own buffer.
///
/// All that is lent out together stays within a bound; beyond it readers wait, which their peers
/// feel as backpressure. Direct buffers come in powers of two from 16 KiB and are used again, as
/// long as no more than an eighth of the bound lies idle.
public final class RequestMemory {
    private static final int BYTES_MIN = 1 << 14;

    private final long bytesMax;
    private final long idleBytesMax;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition returned = lock.newCondition();
    private final Deque<ByteBuffer> idle = new ArrayDeque<>();
    private long lentBytes;
    private long idleBytes;

    /// @param bytesMax what may be lent out together; one larger request is lent when nothing else
    ///   is
    public RequestMemory(long bytesMax) {
        this.bytesMax = bytesMax;
        this.idleBytesMax = bytesMax / 8;
    }

    /// A buffer with `lengthBytes` remaining. Waits while the bound is reached.
    ByteBuffer take(int lengthBytes) throws InterruptedException {
        int capacity = capacity(lengthBytes);
        lock.lockInterruptibly();
        try {
            while (lentBytes > 0 && lentBytes + capacity > bytesMax) {
                returned.await();
            }
            lentBytes += capacity;
            ByteBuffer reused = takeIdle(capacity);
            if (reused != null) {
                return reused.clear().limit(lengthBytes);
            }
        } finally {
            lock.unlock();
        }
        return fresh(capacity).limit(lengthBytes);
    }

    private ByteBuffer fresh(int capacity) {
        try {
            return ByteBuffer.allocateDirect(capacity);
        } catch (OutOfMemoryError e) {
            lock.lock();
            try {
                lentBytes -= capacity;
                returned.signalAll();
            } finally {
                lock.unlock();
            }
            throw e;
        }
    }

    /// Gives a buffer back for use by others.
    void giveBack(ByteBuffer buffer) {
        lock.lock();
        try {
            settle(buffer);
            if (idleBytes + buffer.capacity() <= idleBytesMax) {
                idleBytes += buffer.capacity();
                idle.push(buffer);
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends the loan of a buffer that somebody may still read: nobody gets it again.
    void writeOff(ByteBuffer buffer) {
        lock.lock();
        try {
            settle(buffer);
        } finally {
            lock.unlock();
        }
    }

    private void settle(ByteBuffer buffer) {
        lentBytes -= buffer.capacity();
        returned.signalAll();
    }

    private @Nullable ByteBuffer takeIdle(int capacity) {
        for (Iterator<ByteBuffer> buffers = idle.iterator(); buffers.hasNext(); ) {
            ByteBuffer buffer = buffers.next();
            if (buffer.capacity() == capacity) {
                buffers.remove();
                idleBytes -= capacity;
                return buffer;
            }
        }
        return null;
    }

    private static int capacity(int lengthBytes) {
        if (lengthBytes > 1 << 30) {
            return lengthBytes;
        }
        return Math.max(BYTES_MIN, Integer.highestOneBit(Math.max(1, lengthBytes - 1)) << 1);
    }
}
