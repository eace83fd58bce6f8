package dev.regroup.cli.demo.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/// Who owns which partition. Members are heard one by one, so that a partition's new owner may be
/// heard before its old one: what counts is when they say it was.
public final class Ownership {
    /// Of each partition its owners, the latest last, and since when they have it. More than one
    /// only until the older one is heard to have given it up.
    private final Map<Integer, LinkedHashMap<String, Long>> owners = new TreeMap<>();

    private final Map<Integer, Long> unownedSinceMs = new HashMap<>();

    /// A partition that has an owner again.
    ///
    /// @param atMs since when
    /// @param unownedMs how long it had none
    record Handover(int partition, long atMs, long unownedMs) {}

    /// From now on there is a partition of that number, without an owner.
    void added(int partition, long atMs) {
        owners.put(partition, new LinkedHashMap<>());
        unownedSinceMs.put(partition, atMs);
    }

    /// Empty if the partition is not known (yet).
    Optional<Handover> assigned(int partition, String member, long atMs) {
        LinkedHashMap<String, Long> own = owners.get(partition);
        if (own == null) {
            return Optional.empty();
        }
        own.putLast(member, atMs);
        Long since = unownedSinceMs.remove(partition);
        return Optional.of(
                new Handover(partition, atMs, since == null ? 0 : Math.max(0, atMs - since)));
    }

    /// Returns the handover if the next owner was heard first.
    Optional<Handover> givenUp(int partition, String member, long atMs) {
        LinkedHashMap<String, Long> own = owners.get(partition);
        if (own == null || own.remove(member) == null) {
            return Optional.empty();
        }
        if (own.isEmpty()) {
            unownedSinceMs.put(partition, atMs);
            return Optional.empty();
        }
        long next = own.lastEntry().getValue();
        return Optional.of(new Handover(partition, next, Math.max(0, next - atMs)));
    }

    public int partitions() {
        return owners.size();
    }

    public Optional<String> owner(int partition) {
        LinkedHashMap<String, Long> own = owners.get(partition);
        return own == null || own.isEmpty()
                ? Optional.empty()
                : Optional.of(own.lastEntry().getKey());
    }

    /// Since when the partition has had no owner; empty if it has one.
    public OptionalLong unownedSinceMs(int partition) {
        Long since = unownedSinceMs.get(partition);
        return since == null ? OptionalLong.empty() : OptionalLong.of(since);
    }

    public SortedSet<Integer> unowned() {
        return new TreeSet<>(unownedSinceMs.keySet());
    }

    public SortedSet<Integer> of(String member) {
        SortedSet<Integer> own = new TreeSet<>();
        for (int partition : owners.keySet()) {
            if (owner(partition).equals(Optional.of(member))) {
                own.add(partition);
            }
        }
        return own;
    }

    /// Whether every partition has exactly one owner, one of `members`, and no member has two more
    /// than another.
    boolean settledAmong(Collection<String> members) {
        Map<String, Integer> shares = new HashMap<>();
        members.forEach(member -> shares.put(member, 0));
        for (Map<String, Long> own : owners.values()) {
            Set<String> names = own.keySet();
            if (names.size() != 1 || !shares.keySet().containsAll(names)) {
                return false;
            }
            names.forEach(name -> shares.merge(name, 1, Integer::sum));
        }
        int most = shares.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        int fewest = shares.values().stream().mapToInt(Integer::intValue).min().orElse(0);
        return !members.isEmpty() && most - fewest <= 1;
    }
}
