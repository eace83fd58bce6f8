package dev.regroup.coordinator.consumer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.offset.TopicId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartitionOwnersTest {
    private static final TopicId TOPIC = new TopicId(0, 1);

    private final PartitionOwners owners = new PartitionOwners();

    private static CurrentAssignment having(Held assigned, Held pendingRevocation) {
        return new CurrentAssignment(MemberState.STABLE, 1, 0, assigned, pendingRevocation);
    }

    private static Held of(Integer... partitions) {
        return Held.of(Partitions.of(Map.of(TOPIC, List.of(partitions))), 1);
    }

    private void expectOwners(String... ofEach) {
        for (int i = 0; i < ofEach.length; i++) {
            assertEquals(
                    ofEach[i], owners.of(new PartitionId(TOPIC, i)).orElse("-"), "partition " + i);
        }
    }

    @Test
    void aPartition_isOwnedUntilItIsGivenUp() {
        CurrentAssignment first = having(of(1, 3), Held.NOTHING);
        CurrentAssignment second = having(of(3), of(1));
        CurrentAssignment third = having(of(3), Held.NOTHING);

        owners.replace("a", CurrentAssignment.NOTHING, first);
        expectOwners("-", "a", "-", "a", "-");
        owners.replace("a", first, second);
        expectOwners("-", "a", "-", "a", "-");
        owners.replace("a", second, third);
        expectOwners("-", "-", "-", "a", "-");
        owners.replace("a", third, CurrentAssignment.NOTHING);
        expectOwners("-", "-", "-", "-", "-");
    }

    /// As a compacted log may have it: the former owner's last record comes after the new one's.
    @Test
    void aPartition_isNotGivenUpByWhomItHasLeft() {
        CurrentAssignment former = having(of(0, 2), Held.NOTHING);
        CurrentAssignment present = having(of(2), Held.NOTHING);

        owners.replace("a", CurrentAssignment.NOTHING, former);
        owners.replace("b", CurrentAssignment.NOTHING, present);
        owners.replace("a", former, CurrentAssignment.NOTHING);

        expectOwners("-", "-", "b");
    }

    @Test
    void aTopicOfWhichNobodyHasAnything_isUnknown() {
        assertEquals(Optional.empty(), owners.of(new PartitionId(TOPIC, 0)));
    }
}
