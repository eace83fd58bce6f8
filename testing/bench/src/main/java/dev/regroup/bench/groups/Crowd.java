package dev.regroup.bench.groups;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The members of one group, and when it was settled: every partition owned exactly once, by
/// members that all know the same epoch and own as much as each other, but for one partition. That
/// must last, since a group may seem settled between two rebalances; the consumer protocol may give
/// everything to the first member before it takes notice of the others.
final class Crowd {
    private static final long ANSWERED_WITHIN_MS = 200;

    private final Loop loop;
    private final int partitions;
    private final List<Member> members = new ArrayList<>();

    /// When a group became settled, and what its generation or epoch was then.
    record Settled(long atNs, int epoch) {}

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

    /// Runs the members until they are settled and have stayed so.
    ///
    /// @throws IOException if they were not within `withinMs`, or a partition has two owners
    Settled awaitSettled(long withinMs, String what) throws IOException {
        long endNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(withinMs);
        while (true) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(endNs - System.nanoTime());
            if (leftMs <= 0 || !loop.until(this::isSettled, leftMs)) {
                throw new IOException(
                        "%s: not settled within %d ms: %s".formatted(what, withinMs, state()));
            }
            Settled settled = new Settled(System.nanoTime(), members.getFirst().epoch());
            if (!loop.until(() -> !isStill(settled), staysMs())) {
                mustBeDisjoint(what);
                return settled;
            }
        }
    }

    /// Every member has then said once more that it lives, and could have heard of news.
    private long staysMs() {
        return ANSWERED_WITHIN_MS
                + members.stream().mapToInt(Member::heartbeatIntervalMs).max().orElseThrow();
    }

    private boolean isStill(Settled settled) {
        return members.getFirst().epoch() == settled.epoch && isSettled();
    }

    private boolean isSettled() {
        int epoch = members.getFirst().epoch();
        if (epoch < 0) {
            return false;
        }
        int share = partitions / members.size();
        int owned = 0;
        for (Member member : members) {
            int ofMember = member.owned().cardinality();
            if (member.epoch() != epoch || ofMember < share || ofMember > share + 1) {
                return false;
            }
            owned += ofMember;
        }
        return owned == partitions;
    }

    private void mustBeDisjoint(String what) throws IOException {
        BitSet all = new BitSet();
        for (Member member : members) {
            if (all.intersects(member.owned())) {
                throw new IOException(what + ": a partition has two owners");
            }
            all.or(member.owned());
        }
        if (all.length() != partitions) {
            throw new IOException(
                    "%s: partition %d of %d is owned"
                            .formatted(what, all.length() - 1, partitions));
        }
    }

    private String state() {
        long known = members.stream().filter(member -> member.epoch() >= 0).count();
        long epochs = members.stream().mapToInt(Member::epoch).distinct().count();
        int owned = members.stream().mapToInt(member -> member.owned().cardinality()).sum();
        return "%d members, %d of them with an epoch, %d different epochs, %d of %d partitions owned"
                .formatted(members.size(), known, epochs, owned, partitions);
    }
}
