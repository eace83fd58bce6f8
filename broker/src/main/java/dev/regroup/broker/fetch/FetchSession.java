package dev.regroup.broker.fetch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.common.message.FetchRequestData.FetchPartition;
import org.apache.kafka.common.message.FetchResponseData.PartitionData;
import org.apache.kafka.common.requests.FetchMetadata;

/// What one client fetches, remembered between its requests. Safe for use by many threads: a client
/// may send its session's number on several connections.
public final class FetchSession {
    private static final short NO_ERROR = 0;

    private final int id;
    private final boolean byTopicId;
    private final ReentrantLock lock = new ReentrantLock();
    private final SequencedMap<FetchKey, Item> items = new LinkedHashMap<>();
    private int epoch = FetchMetadata.nextEpoch(FetchMetadata.INITIAL_EPOCH);

    /// One partition, and what the client was told of it last.
    private static final class Item {
        private FetchPartition asked;
        private long toldHighWatermark = -1;
        private long toldLogStartOffset = -1;

        /// New to the session, or in error when it was last told of: the next answer speaks of it.
        private boolean due = true;

        Item(FetchPartition asked) {
            this.asked = asked;
        }
    }

    /// @param asked by its first request, whose answer speaks of all of them
    FetchSession(int id, boolean byTopicId, Collection<Asked> asked) {
        this.id = id;
        this.byTopicId = byTopicId;
        asked.forEach(one -> items.put(one.key(), new Item(one.partition())));
    }

    public int id() {
        return id;
    }

    boolean byTopicId() {
        return byTopicId;
    }

    /// How many partitions it remembers.
    int size() {
        lock.lock();
        try {
            return items.size();
        } finally {
            lock.unlock();
        }
    }

    /// Takes the next request's changes, if `requestEpoch` is the one that is due.
    boolean advance(int requestEpoch, Collection<Asked> asked, Collection<FetchKey> forgotten) {
        lock.lock();
        try {
            if (requestEpoch != epoch) {
                return false;
            }
            epoch = FetchMetadata.nextEpoch(epoch);
            for (Asked one : asked) {
                Item known = items.get(one.key());
                if (known == null) {
                    items.put(one.key(), new Item(one.partition()));
                } else {
                    known.asked = one.partition();
                }
            }
            forgotten.forEach(items::remove);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// Everything that it fetches, in the order in which answers are filled.
    List<Asked> asked() {
        lock.lock();
        try {
            List<Asked> asked = new ArrayList<>(items.size());
            items.forEach((key, item) -> asked.add(new Asked(key, item.asked)));
            return asked;
        } finally {
            lock.unlock();
        }
    }

    /// Whether an answer must speak of a partition, as it found it; remembers that it does. One
    /// that has given records goes to the end, so that the others have their turn.
    public boolean tell(FetchKey key, PartitionData data) {
        lock.lock();
        try {
            Item item = items.get(key);
            if (item == null) {
                return true;
            }
            boolean records = data.records() != null && data.records().sizeInBytes() > 0;
            boolean failed = data.errorCode() != NO_ERROR;
            boolean news =
                    item.due
                            || records
                            || failed
                            || item.toldHighWatermark != data.highWatermark()
                            || item.toldLogStartOffset != data.logStartOffset();
            item.due = failed;
            item.toldHighWatermark = data.highWatermark();
            item.toldLogStartOffset = data.logStartOffset();
            if (records) {
                items.putLast(key, item);
            }
            return news;
        } finally {
            lock.unlock();
        }
    }
}
