package dev.regroup.coordinator.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.CurrentStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.EpochStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.MemberStored;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetRemoved;
import dev.regroup.coordinator.consumer.ConsumerEvent.TargetStored;
import dev.regroup.coordinator.offset.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// A compacted log keeps each record where it was last written, whatever it is about.
class RecordsInAnyOrderTest {
    private static final Partitions PARTITIONS =
            Partitions.of(Map.of(new TopicId(0, 1), List.of(0, 1)));
    private static final CurrentAssignment CURRENT =
            new CurrentAssignment(MemberState.STABLE, 3, 2, Held.of(PARTITIONS, 3), Held.NOTHING);

    private final ConsumerGroup group = new ConsumerGroup();

    private static MemberStored member(String memberId) {
        return new MemberStored(
                memberId,
                new MemberMetadata(
                        Optional.of(memberId + "-instance"),
                        Optional.empty(),
                        "client",
                        "/127.0.0.1",
                        60_000,
                        List.of("topic"),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
    }

    @Test
    void whatIsOnRecordOfNoMember_isItsOwnOnceItIsOne() {
        group.apply(new CurrentStored("a", CURRENT));
        group.apply(new TargetStored("a", PARTITIONS));

        assertEquals(0, group.memberCount());
        assertEquals(PARTITIONS, group.target("a"));
        assertFalse(group.isVoid());

        group.apply(member("b"));
        group.apply(member("a"));

        assertEquals(List.of("b", "a"), List.copyOf(group.memberIds()));
        assertEquals(CURRENT, group.member("a").orElseThrow().current());
        assertEquals(CurrentAssignment.NOTHING, group.member("b").orElseThrow().current());
        assertEquals(Optional.of("a"), group.staticMemberId("a-instance"));
    }

    @Test
    void nothingIsLeft_inWhateverOrderItGoes() {
        group.apply(new EpochStored(3, 7));
        group.apply(member("a"));
        group.apply(new TargetStored("a", PARTITIONS));
        group.apply(new CurrentStored("a", CURRENT));

        group.apply(new MemberRemoved("a"));
        assertEquals(Optional.empty(), group.member("a"));
        assertEquals(Optional.empty(), group.staticMemberId("a-instance"));
        group.apply(new EpochRemoved());
        group.apply(new TargetRemoved("a"));
        assertFalse(group.isVoid());
        group.apply(new CurrentRemoved("a"));

        assertTrue(group.isVoid());
        assertEquals(Optional.empty(), group.owners().of(new PartitionId(new TopicId(0, 1), 0)));
    }

    @Test
    void removalsOfWhatIsNotThere_changeNothing() {
        group.apply(new MemberRemoved("a"));
        group.apply(new TargetRemoved("a"));
        group.apply(new CurrentRemoved("a"));
        group.apply(new ConsumerEvent.RegexRemoved("a.*"));

        assertTrue(group.isVoid());
    }

    @Test
    void theSnapshot_bringsBackWhatIsOnRecordOfNoMember() {
        group.apply(member("b"));
        group.apply(new CurrentStored("a", CURRENT));
        group.apply(new TargetStored("c", PARTITIONS));

        ConsumerGroup again = new ConsumerGroup();
        group.snapshot().forEach(again::apply);

        assertEquals(
                List.of(
                        member("b"),
                        new TargetStored("c", PARTITIONS),
                        new CurrentStored("a", CURRENT)),
                again.snapshot());
        assertEquals(
                List.of(new CurrentRemoved("a"), new TargetRemoved("c"), new MemberRemoved("b")),
                again.removal());
    }
}
