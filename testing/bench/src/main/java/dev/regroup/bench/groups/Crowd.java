package dev.regroup.bench.groups;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The members of one group, and when it was settled: every partition owned exactly once, by
/// members that all know the same epoch. That must last, since a group may seem settled between two
/// rebalances.
final class Crowd {
    private static final long STAYS_MS = 1_500;

    private final Loop loop;
    private final int partitions;
    private final List<Member> members = new ArrayList<>();

    Crowd(Loop loop, int partitions) {
        this.loop = loop;
        this.partitions = partitions;
    }

    void add(Member member) {
        members.add(member);
        member.join();
    }

    List<Member> members() {
        return members;
    }

    /// Returns when the group became settled, in ms after `sinceNs`.
    ///
    /// @throws IOException if it was not within `withinMs`
    double awaitSettled(long sinceNs, long withinMs, String what) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (true) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
            if (leftMs <= 0 || !loop.until(this::isSettled, leftMs)) {
                throw new IOException(
                        "%s: not settled within %d ms: %s".formatted(what, withinMs, state()));
            }
            long settledNs = System.nanoTime();
            if (!loop.until(() -> !isSettled(), STAYS_MS)) {
                checkDisjoint();
                return (settledNs - sinceNs) / 1e6;
            }
        }
    }

    private boolean isSettled() {
        int epoch = members.getFirst().epoch();
        if (epoch < 0) {
            return false;
        }
        int owned = 0;
        for (Member member : members) {
            if (member.epoch() != epoch) {
                return false;
            }
            owned += member.owned().cardinality();
        }
        return owned == partitions;
    }

    private void checkDisjoint() throws IOException {
        BitSet all = new BitSet();
        for (Member member : members) {
            if (all.intersects(member.owned())) {
                throw new IOException("a partition has two owners");
            }
            all.or(member.owned());
        }
        if (all.cardinality() != partitions) {
            throw new IOException(
                    "%d of %d partitions have an owner".formatted(all.cardinality(), partitions));
        }
    }

    private String state() {
        long known = members.stream().filter(member -> member.epoch() >= 0).count();
        int owned = members.stream().mapToInt(member -> member.owned().cardinality()).sum();
        return "%d members, %d with an epoch, %d of %d partitions owned"
                .formatted(members.size(), known, owned, partitions);
    }
}
