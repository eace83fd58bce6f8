package dev.regroup.cli.demo;

import dev.regroup.cli.demo.MemberEvent.Assigned;
import dev.regroup.cli.demo.MemberEvent.Revoked;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who owns which partitions, as the members tell it, and how long each rebalance takes: from what
/// set it off until every partition has its owner again and the shares are even.
final class Rebalances {
    private final int partitions;
    private final Map<String, Set<Integer>> owned = new TreeMap<>();
    private String trigger = "";
    private long triggeredAtMs;
    private long lastAssignedAtMs;

    /// One that is over.
    ///
    /// @param owners partitions by member
    record Rebalance(String trigger, long durationMs, Map<String, Set<Integer>> owners) {}

    Rebalances(int partitions) {
        this.partitions = partitions;
    }

    /// Something has happened that sets a rebalance off.
    synchronized void triggered(String what, long atMs) {
        trigger = what;
        triggeredAtMs = atMs;
        lastAssignedAtMs = atMs;
    }

    synchronized void joined(String member) {
        owned.put(member, new TreeSet<>());
    }

    /// The member is gone, with whatever it owned.
    synchronized void gone(String member) {
        owned.remove(member);
    }

    synchronized void assigned(String member, Assigned assigned) {
        Set<Integer> own = owned.get(member);
        if (own != null) {
            own.addAll(assigned.partitions());
            lastAssignedAtMs = Math.max(lastAssignedAtMs, assigned.atMs());
        }
    }

    synchronized void revoked(String member, Revoked revoked) {
        Set<Integer> own = owned.get(member);
        if (own != null) {
            own.removeAll(revoked.partitions());
        }
    }

    /// Whether every partition has exactly one owner and no member has two more than another.
    synchronized boolean settled() {
        Collection<Set<Integer>> shares = owned.values();
        Set<Integer> all = new HashSet<>();
        int sum = 0;
        int most = 0;
        int fewest = partitions;
        for (Set<Integer> share : shares) {
            all.addAll(share);
            sum += share.size();
            most = Math.max(most, share.size());
            fewest = Math.min(fewest, share.size());
        }
        return sum == partitions && all.size() == partitions && most - fewest <= 1;
    }

    synchronized Rebalance finished() {
        Map<String, Set<Integer>> owners = new TreeMap<>();
        owned.forEach((member, own) -> owners.put(member, new TreeSet<>(own)));
        return new Rebalance(trigger, lastAssignedAtMs - triggeredAtMs, owners);
    }

    synchronized List<String> members() {
        return List.copyOf(owned.keySet());
    }
}
