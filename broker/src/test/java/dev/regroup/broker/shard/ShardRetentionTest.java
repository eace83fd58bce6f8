package dev.regroup.broker.shard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.regroup.coordinator.offset.TopicPartition;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// What a shard lets go of, by the settings of its topics.
class ShardRetentionTest extends SettlingShard {
    @Test
    void whatIsTooOld_isDeleted_andItsSpaceGivenBack() {
        topicWith(Map.of("retention.ms", "1000"));
        produce("x".repeat(500));
        settle();
        nowMs += 600;
        produce("y".repeat(300));
        settle();
        nowMs += 400;
        expire();
        assertEquals(0, view().logStartOffset());

        nowMs++;
        expire();
        assertEquals(1, view().logStartOffset());
        settle();

        assertEquals(List.of("y".repeat(300)), values());
        assertEquals(1, view().settled().segments().all().size());
        nowMs += 10_000;
        expire();
        settle();
        assertEquals(List.of(), values());
        assertEquals(List.of(), segments.objects(0).stream().skip(1).toList());
        restart();
        assertEquals(2, view().logStartOffset());
        assertEquals(2, view().highWatermark());
    }

    @Test
    void whatAGroupHasNotRead_isHeld_upToABound() {
        topicWith(Map.of("retention.ms", "1000"));
        for (int i = 0; i < 6; i++) {
            produce(i + "x".repeat(600));
            settle();
        }
        nowMs += 1_001;
        hold(new Hold(1_500, Map.of(new TopicPartition("t", 0), 3L)));
        expire();
        // Two segments of some 700 bytes are within the bound.
        assertEquals(4, view().logStartOffset());

        hold(new Hold(1_500, Map.of(new TopicPartition("t", 0), 5L)));
        expire();
        assertEquals(5, view().logStartOffset());

        hold(new Hold(1_500, Map.of(new TopicPartition("t", 0), 6L)));
        expire();
        assertEquals(6, view().logStartOffset());
    }

    @Test
    void whatIsTooMuch_isDeleted_theOldestFirst() {
        topicWith(Map.of("retention.bytes", "1500"));
        for (int i = 0; i < 5; i++) {
            produce(i + "x".repeat(600));
            settle();
        }

        expire();

        assertEquals(2, view().logStartOffset());
        restart();
        assertEquals(2, view().logStartOffset());
        assertEquals(3, values().size());
    }

    @Test
    void whatHasNotSettled_isKept_andWithoutBoundsEverything() {
        topicWith(Map.of("retention.ms", "1000"));
        produce("a");
        nowMs += 1_001;
        expire();
        assertEquals(List.of("a"), values());

        topicWith(Map.of("retention.ms", "-1"));
        produce("b");
        settle();
        nowMs += 1L << 40;
        expire();
        assertEquals(List.of("b"), values());

        topicWith(Map.of("retention.ms", "1", "cleanup.policy", "compact"));
        produce("c");
        settle();
        nowMs += 1L << 40;
        expire();
        assertEquals(List.of("c"), values());
    }

    @Test
    void groupsRecords_areKeptWhateverTheirAge() {
        commit(5);
        settle();
        nowMs += 1L << 35;

        expire();

        PartitionView.Open offsets =
                assertInstanceOf(
                        PartitionView.Open.class,
                        handles.find(new PartitionKey(OFFSETS_ID, 0)).orElseThrow().view());
        assertEquals(0, offsets.logStartOffset());
    }
}
