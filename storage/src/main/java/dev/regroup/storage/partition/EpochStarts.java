package dev.regroup.storage.partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the records of each leader epoch begin that wrote any (KIP-101). Immutable: it grows by
/// one entry for each epoch, which is one for each load of the shard.
///
/// @param all ascending in both
public record EpochStarts(List<Start> all) {
    public static final EpochStarts NONE = new EpochStarts(List.of());

    public EpochStarts {
        all = List.copyOf(all);
    }

    /// @param offset of the epoch's first record
    public record Start(int epoch, long offset) {}

    /// With a batch of `epoch` at `offset`, which is beyond all others.
    EpochStarts with(int epoch, long offset) {
        if (!all.isEmpty() && all.getLast().epoch >= epoch) {
            return this;
        }
        List<Start> more = new ArrayList<>(all);
        more.add(new Start(epoch, offset));
        return new EpochStarts(more);
    }

    /// Without epochs whose records all lie below `offset`.
    EpochStarts from(long offset) {
        int first = after(offset);
        return new EpochStarts(all.subList(Math.max(0, first - 1), all.size()));
    }

    /// The first epoch above `epoch` that wrote.
    Optional<Start> firstAbove(int epoch) {
        return all.stream().filter(start -> start.epoch > epoch).findFirst();
    }

    /// The last epoch up to `epoch` that wrote.
    OptionalInt lastUpTo(int epoch) {
        return all.stream().mapToInt(Start::epoch).filter(e -> e <= epoch).max();
    }

    /// The epoch that wrote the record at `offset`, if one did.
    OptionalInt at(long offset) {
        int first = after(offset);
        return first == 0 ? OptionalInt.empty() : OptionalInt.of(all.get(first - 1).epoch);
    }

    private int after(long offset) {
        int index = 0;
        while (index < all.size() && all.get(index).offset <= offset) {
            index++;
        }
        return index;
    }
}
