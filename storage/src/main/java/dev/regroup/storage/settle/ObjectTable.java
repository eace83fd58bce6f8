package dev.regroup.storage.settle;

import java.util.SortedMap;
import java.util.TreeMap;

/// The segment objects of a shard that are in use.
///
/// @param next the number of the next one; no number at or above it has ever been used
/// @param bytes the length of each object, by its number
public record ObjectTable(long next, SortedMap<Long, Integer> bytes) {
    public static final ObjectTable NONE = new ObjectTable(1, new TreeMap<>());

    public ObjectTable {
        bytes = new TreeMap<>(bytes);
    }

    /// As after a crash that may have left objects behind: their numbers are not used again.
    public ObjectTable after(long highestFound) {
        return new ObjectTable(Math.max(next, highestFound + 1), bytes);
    }
}
