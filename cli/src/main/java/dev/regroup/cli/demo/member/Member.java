package dev.regroup.cli.demo.member;

import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/// One stock consumer at work: polls, works off, says so, commits. Commits also what it must give
/// up, so that nobody gets it again.
///
/// All but [#leave] and [#withhold] belongs to the thread that calls [#run].
final class Member implements ConsumerRebalanceListener {
    private static final Duration POLL = Duration.ofMillis(200);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final PrintWriter out;

    /// Worked off and not yet committed: the offsets to go on from.
    private final Map<TopicPartition, OffsetAndMetadata> owed = new HashMap<>();

    private volatile boolean leaving;
    private volatile boolean toldToWithhold;
    private boolean withholding;

    Member(KafkaConsumer<byte[], byte[]> consumer, PrintWriter out) {
        this.consumer = consumer;
        this.out = out;
    }

    /// Works until told to leave.
    void run(String topic) {
        consumer.subscribe(List.of(topic), this);
        tell(new MemberEvent.Joining(nowMs()));
        out.flush();
        while (!leaving) {
            try {
                process(consumer.poll(POLL));
                commit(owed);
            } catch (WakeupException e) {
                leaving = true;
            }
            if (toldToWithhold && !withholding) {
                withholding = true;
                tell(new MemberEvent.Withholding(nowMs()));
            }
            out.flush();
        }
    }

    /// Has [#run] return soon. From any thread.
    void leave() {
        leaving = true;
        consumer.wakeup();
    }

    /// Has it commit nothing more. From any thread.
    void withhold() {
        toldToWithhold = true;
    }

    private void process(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            long first = -1;
            List<Level> levels = new ArrayList<>();
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (record.offset() != first + levels.size()) {
                    processed(partition, first, levels);
                    first = record.offset();
                    levels.clear();
                }
                levels.add(Level.of(record.value()));
            }
            processed(partition, first, levels);
            owed.put(partition, new OffsetAndMetadata(first + levels.size()));
        }
    }

    private void processed(TopicPartition partition, long first, List<Level> levels) {
        if (!levels.isEmpty()) {
            tell(new MemberEvent.Processed(nowMs(), partition.partition(), first, levels));
        }
    }

    /// Commits some of what is owed. Where the group has moved on meanwhile, it stays owed: the
    /// next commit brings it, or the next owner gets the records again.
    private void commit(Map<TopicPartition, OffsetAndMetadata> some) {
        if (some.isEmpty() || withholding) {
            return;
        }
        Map<TopicPartition, OffsetAndMetadata> offsets = Map.copyOf(some);
        try {
            consumer.commitSync(offsets);
        } catch (CommitFailedException | RebalanceInProgressException e) {
            return;
        }
        owed.keySet().removeAll(offsets.keySet());
        Map<Integer, Long> next = new HashMap<>();
        offsets.forEach((partition, offset) -> next.put(partition.partition(), offset.offset()));
        tell(new MemberEvent.Committed(nowMs(), next));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
        tell(new MemberEvent.Assigned(nowMs(), numbers(partitions)));
        out.flush();
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> last = new HashMap<>();
        for (TopicPartition partition : partitions) {
            @Nullable OffsetAndMetadata offset = owed.get(partition);
            if (offset != null) {
                last.put(partition, offset);
            }
        }
        commit(last);
        owed.keySet().removeAll(partitions);
        tell(new MemberEvent.Revoked(nowMs(), numbers(partitions)));
        out.flush();
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> partitions) {
        owed.keySet().removeAll(partitions);
        tell(new MemberEvent.Lost(nowMs(), numbers(partitions)));
        out.flush();
    }

    private void tell(MemberEvent event) {
        out.println(event.line());
    }

    private static List<Integer> numbers(Collection<TopicPartition> partitions) {
        return partitions.stream().map(TopicPartition::partition).sorted().toList();
    }

    private static long nowMs() {
        return System.currentTimeMillis();
    }
}
