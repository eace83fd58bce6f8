package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class BystanderTest {
    @Test
    void aBystander_isInTheShardOfTheOther_ofWhicheverBroker() {
        for (String other : List.of("big-classic", "big-consumer", "g")) {
            String bystander = Bystander.besides(other);

            assertNotEquals(other, bystander);
            for (int shards : new int[] {64, 50}) {
                assertEquals(shard(other, shards), shard(bystander, shards));
            }
        }
    }

    /// As Kafka places groups.
    private static int shard(String groupId, int shards) {
        return Math.abs(groupId.hashCode() % shards);
    }
}
