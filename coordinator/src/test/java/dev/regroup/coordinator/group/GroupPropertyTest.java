package dev.regroup.coordinator.group;

import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random histories of well- and ill-behaved members; see [RandomHistory] for what must hold. More
/// of them: `-Dseeds=1000`; one again: `-Dseed=...`.
class GroupPropertyTest {
    private static final int STEPS = 1_500;
    private static final long FIXED_SEEDS = 25;
    private static final List<GroupConfig> CONFIGS =
            List.of(
                    GroupConfig.DEFAULT,
                    new GroupConfig(6_000, 1_800_000, 0, 3, 8, ConsumerConfig.DEFAULT),
                    new GroupConfig(6_000, 1_800_000, 500, 5, 4_096, ConsumerConfig.DEFAULT));

    @TestFactory
    Stream<DynamicTest> invariants_holdAfterEveryStep() {
        return seeds().mapToObj(seed ->
                DynamicTest.dynamicTest(
                        "seed " + seed,
                        () -> {
                            System.out.println("GroupPropertyTest seed " + seed);
                            GroupConfig config = CONFIGS.get(Math.floorMod(seed, CONFIGS.size()));
                            new RandomHistory(seed, config).run(STEPS);
                        }));
    }

    private static LongStream seeds() {
        Long single = Long.getLong("seed");
        if (single != null) {
            return LongStream.of(single);
        }
        long fresh = System.nanoTime();
        return LongStream.concat(
                LongStream.rangeClosed(1, Long.getLong("seeds", FIXED_SEEDS)),
                LongStream.rangeClosed(fresh, fresh + 4));
    }
}
