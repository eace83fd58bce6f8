package dev.regroup.storage.segment;

import java.util.List;

/// The segments of one partition, in offset order. Immutable.
public final class Segments {
    private final int shard;
    private final List<Segment> all;
    private final long bytes;
    private final long compactedTo;

    /// Segments that have not been compacted.
    ///
    /// @param shard whose objects hold them
    /// @param all in offset order, none overlapping the next
    public Segments(int shard, List<Segment> all) {
        this(shard, all, 0);
    }

    /// @param compactedTo below it, keys have one record each, but for those that may not go yet
    public Segments(int shard, List<Segment> all, long compactedTo) {
        this.shard = shard;
        this.compactedTo = compactedTo;
        this.all = List.copyOf(all);
        long sum = 0;
        long next = 0;
        for (Segment segment : this.all) {
            if (segment.baseOffset() < next || segment.lastOffset() < segment.baseOffset()) {
                throw new IllegalStateException(
                        "shard %d: %s cannot follow offset %d".formatted(shard, segment, next - 1));
            }
            next = segment.lastOffset() + 1;
            sum += segment.lengthBytes();
        }
        this.bytes = sum;
    }

    public int shard() {
        return shard;
    }

    public List<Segment> all() {
        return all;
    }

    public long compactedTo() {
        return compactedTo;
    }

    /// Of all batches together.
    public long bytes() {
        return bytes;
    }

    /// Those that hold `offset` or lie behind it.
    public List<Segment> from(long offset) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all.get(middle).lastOffset() >= offset) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return all.subList(low, all.size());
    }

    /// About how many bytes there are from `offset` on, counted no further than `bytesMax`: at
    /// least one if the offset is in a segment, and whole segments exactly.
    public long bytesFrom(long offset, long bytesMax) {
        long sum = 0;
        for (Segment segment : from(offset)) {
            if (sum >= bytesMax) {
                break;
            }
            long offsets = segment.lastOffset() - segment.baseOffset() + 1;
            long left = Math.min(offsets, segment.lastOffset() - offset + 1);
            sum += Math.max(1, (long) (segment.lengthBytes() * ((double) left / offsets)));
        }
        return sum;
    }
}
