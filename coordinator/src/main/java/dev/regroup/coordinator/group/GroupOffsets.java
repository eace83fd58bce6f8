package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.Producer;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// The offsets of one group: those committed, and those that open transactions have pending.
/// Changed by [EventApplier] only.
///
/// A commit outside a transaction overtakes what is pending for its partition, as does the commit
/// of a transaction that wrote later: the last one in the log counts. What was overtaken stays
/// pending, without effect, until its own transaction ends, because readers of stable offsets wait
/// for that.
final class GroupOffsets {
    final NavigableMap<TopicPartition, CommittedOffset> committed = new TreeMap<>();

    /// By producer; none without anything pending. Most groups never see a transaction.
    private @Nullable Map<Long, NavigableMap<TopicPartition, Pending>> transactions;

    private long writes;

    /// @param order which of the group's pending writes it was
    private record Pending(
            Producer producer, CommittedOffset offset, long order, boolean overtaken) {
        Pending overtakenBy(long write) {
            return order < write ? new Pending(producer, offset, order, true) : this;
        }
    }

    boolean isEmpty() {
        return committed.isEmpty() && transactions == null;
    }

    boolean hasOpenTransactions() {
        return transactions != null;
    }

    boolean isPending(TopicPartition partition) {
        return !pendingFor(partition).isEmpty();
    }

    /// What is pending for a partition, one for each producer.
    List<CommittedOffset> pendingFor(TopicPartition partition) {
        if (transactions == null) {
            return List.of();
        }
        List<CommittedOffset> found = new ArrayList<>();
        for (Map<TopicPartition, Pending> pending : transactions.values()) {
            Pending one = pending.get(partition);
            if (one != null) {
                found.add(one.offset);
            }
        }
        return found;
    }

    /// Partitions with something committed or pending.
    NavigableSet<TopicPartition> partitions() {
        if (transactions == null) {
            return committed.navigableKeySet();
        }
        NavigableSet<TopicPartition> all = new TreeSet<>(committed.keySet());
        transactions.values().forEach(pending -> all.addAll(pending.keySet()));
        return all;
    }

    void commit(TopicPartition partition, CommittedOffset offset) {
        committed.put(partition, offset);
        overtake(partition, ++writes);
    }

    void remove(TopicPartition partition) {
        committed.remove(partition);
        if (transactions != null) {
            transactions.values().forEach(pending -> pending.remove(partition));
            transactions.values().removeIf(Map::isEmpty);
            dropIfNone();
        }
    }

    void addPending(OffsetPending event) {
        if (transactions == null) {
            transactions = new LinkedHashMap<>();
        }
        transactions
                .computeIfAbsent(event.producer().id(), id -> new TreeMap<>())
                .put(
                        event.partition(),
                        new Pending(event.producer(), event.offset(), ++writes, false));
    }

    void settle(long producerId, TransactionOutcome outcome) {
        Map<TopicPartition, Pending> ended =
                transactions == null ? null : transactions.remove(producerId);
        if (ended == null) {
            return;
        }
        if (outcome == TransactionOutcome.COMMITTED) {
            ended.forEach((partition, pending) -> {
                if (!pending.overtaken) {
                    committed.put(partition, pending.offset);
                    overtake(partition, pending.order);
                }
            });
        }
        dropIfNone();
    }

    private void overtake(TopicPartition partition, long write) {
        if (transactions != null) {
            for (Map<TopicPartition, Pending> pending : transactions.values()) {
                pending.computeIfPresent(partition, (key, one) -> one.overtakenBy(write));
            }
        }
    }

    private void dropIfNone() {
        if (transactions != null && transactions.isEmpty()) {
            transactions = null;
        }
    }

    /// Events that bring it back: what was overtaken goes before what overtook it.
    List<DurableEvent> snapshot(String groupId) {
        List<DurableEvent> events = new ArrayList<>(pending(groupId, true));
        committed.forEach(
                (partition, offset) -> events.add(new OffsetStored(groupId, partition, offset)));
        events.addAll(pending(groupId, false));
        return events;
    }

    private List<DurableEvent> pending(String groupId, boolean overtaken) {
        if (transactions == null) {
            return List.of();
        }
        NavigableMap<Long, DurableEvent> inOrder = new TreeMap<>();
        for (Map<TopicPartition, Pending> pending : transactions.values()) {
            pending.forEach((partition, one) -> {
                if (one.overtaken == overtaken) {
                    inOrder.put(
                            one.order,
                            new OffsetPending(groupId, one.producer, partition, one.offset));
                }
            });
        }
        return List.copyOf(inOrder.values());
    }
}
