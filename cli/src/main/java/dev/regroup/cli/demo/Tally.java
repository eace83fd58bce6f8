package dev.regroup.cli.demo;

import dev.regroup.cli.demo.MemberEvent.Received;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What the members have received between them. Each record counts once, however often it was
/// received.
final class Tally {
    private final Set<String> distinct = new HashSet<>();
    private final Map<Level, Integer> byLevel = new TreeMap<>();
    private final Map<String, Integer> bySource = new TreeMap<>();
    private long duplicates;

    synchronized void add(Received received) {
        if (!distinct.add(received.partition() + ":" + received.offset())) {
            duplicates++;
            return;
        }
        byLevel.merge(received.level(), 1, Integer::sum);
        bySource.merge(received.source(), 1, Integer::sum);
    }

    synchronized int distinct() {
        return distinct.size();
    }

    synchronized long duplicates() {
        return duplicates;
    }

    synchronized Map<Level, Integer> byLevel() {
        return new TreeMap<>(byLevel);
    }

    synchronized Map<String, Integer> bySource() {
        return new TreeMap<>(bySource);
    }
}
