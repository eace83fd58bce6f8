package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.log.LogEntry;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// What waits for the journal's thread.
sealed interface Queued {
    /// Bytes that it takes in a file.
    long sizeBytes();

    /// Entries of one shard, to be written in order.
    ///
    /// @param firstPosition the shard's position of the first one
    record Group(Owner owner, long firstPosition, List<LogEntry> entries) implements Queued {
        @Override
        public long sizeBytes() {
            long bytes = 0;
            for (LogEntry entry : entries) {
                bytes +=
                        EntryFrame.paddedBytes(
                                entry.header().remaining(), entry.body().remaining());
            }
            return bytes;
        }
    }

    /// Something that another thread waits for.
    sealed interface Request extends Queued {
        Outcome outcome();

        @Override
        default long sizeBytes() {
            return EntryFrame.paddedBytes(0, 0);
        }
    }

    /// Asks for an epoch above all that were given out, durable when the request is done.
    record NewEpoch(Outcome outcome) implements Request {}

    /// Asks for all that was queued before to be forced, whatever the durability.
    record Force(Outcome outcome) implements Request {}

    /// What became of a request.
    final class Outcome {
        private final CountDownLatch done = new CountDownLatch(1);
        private volatile int epoch;
        private volatile @Nullable StorageException failure;

        void epoch(int given) {
            epoch = given;
        }

        void succeed() {
            done.countDown();
        }

        void fail(StorageException cause) {
            failure = cause;
            done.countDown();
        }

        boolean isDone() {
            return done.getCount() == 0;
        }

        void await() {
            try {
                done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new StorageException("interrupted while waiting for the journal", e);
            }
        }

        /// The epoch given, 0 if none was asked for; throws if the request failed.
        int result() {
            StorageException cause = failure;
            if (cause != null) {
                String message = "the journal failed: %s".formatted(cause.getMessage());
                throw cause instanceof StorageFullException
                        ? new StorageFullException(message, cause)
                        : new StorageException(message, cause);
            }
            return epoch;
        }
    }
}
