package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Random lives of groups of the consumer protocol: members of all kinds come, dawdle, crash, leave
/// and lose their connections, topics come, grow and go, the shard restarts. Whatever happens, no
/// partition is in two hands ([ConsumerScenario]), and once it is quiet each is in one.
///
/// A seed that failed is run alone with `-Dseed=N`; `-Dseeds=N` runs as many.
class ConsumerPropertyTest {
    private static final int STEPS = 300;
    private static final List<String> NAMES = List.of("a", "b", "c", "d", "e");
    private static final List<String> TOPICS = List.of("t", "u", "v");

    @TestFactory
    Stream<DynamicTest> everyPartitionIsInOneHand() {
        Long only = Long.getLong("seed");
        int seeds = Integer.getInteger("seeds", 200);
        return (only == null ? LongStream.range(0, seeds) : LongStream.of(only))
                .mapToObj(seed -> dynamicTest("seed " + seed, () -> new Life(seed).live()));
    }

    private static final class Life {
        private final SplittableRandom random;
        private final ConsumerScenario g = ConsumerScenario.consumers();
        private final TreeSet<String> there = new TreeSet<>();
        private final TreeSet<String> statics = new TreeSet<>();
        private final TreeSet<String> topics = new TreeSet<>();
        private final Map<String, Long> connectionOf = new HashMap<>();
        private long connections;
        private int lives;

        Life(long seed) {
            random = new SplittableRandom(seed);
        }

        void live() {
            grow("t");
            for (int step = 0; step < STEPS; step++) {
                step();
            }
            if (there.isEmpty()) {
                join("z");
            }
            outliveTheLost();
            g.settle();
            checkHands();
        }

        /// Members that are away or have crashed keep what is theirs until their session ends.
        private void outliveTheLost() {
            for (int i = 0; i < 5; i++) {
                g.after(10_000);
                while (g.asked() > 0) {
                    g.assign();
                }
                there.forEach(this::rejoinIfGone);
            }
        }

        private void step() {
            switch (random.nextInt(15)) {
                case 0, 1 -> join(one(NAMES));
                case 2 -> withMember(name -> leave(name));
                case 3 -> withMember(this::crash);
                case 4 -> grow(one(TOPICS));
                case 5 -> drop(one(TOPICS));
                case 6 -> g.after(random.nextInt(1, 400));
                case 7 -> restart();
                case 8 -> commit();
                case 9, 10 -> {
                    if (g.asked() > 0) {
                        g.assign();
                    }
                }
                case 11 -> withMember(name -> g.beatBusy(name));
                case 12 -> {
                    g.after(random.nextInt(1, 30_000));
                    there.forEach(this::rejoinIfGone);
                }
                case 13 -> withMember(this::disconnect);
                default -> withMember(name -> g.beat(name));
            }
        }

        /// Each life of a member has an id of its own, as a client's has.
        private void join(String name) {
            String id = name + ++lives;
            List<String> wanted = new ArrayList<>(TOPICS);
            wanted.removeIf(topic -> random.nextInt(3) == 0);
            if (wanted.isEmpty()) {
                wanted.add("t");
            }
            String[] names = wanted.toArray(String[]::new);
            if (random.nextInt(4) == 0) {
                // A successor is let in only after its predecessor is away or gone.
                String instance = "i-" + id;
                g.joinStatic(id, instance, names);
                statics.add(id);
            } else {
                g.join(id, names);
            }
            there.add(id);
        }

        private void leave(String id) {
            if (statics.contains(id) && random.nextBoolean()) {
                g.leaveForAWhile(id);
            } else {
                g.leave(id);
            }
            there.remove(id);
        }

        private void crash(String id) {
            g.crash(id);
            there.remove(id);
        }

        /// Its next heartbeat comes on another connection, if it comes before it is given up.
        private void disconnect(String id) {
            long left = connectionOf.getOrDefault(id, 0L);
            connectionOf.put(id, ++connections);
            g.connect(id, connections);
            g.send(
                    new ConnectionClosed(
                            g.token(id, "closed"), new ConnectionId(left), 1 + random.nextInt(3)));
        }

        private void grow(String topic) {
            topics.add(topic);
            g.topic(topic, g.partitions(topic) + random.nextInt(1, 4));
        }

        private void drop(String topic) {
            if (topics.remove(topic)) {
                g.dropTopic(topic);
            }
        }

        private void restart() {
            g.restart();
        }

        private void commit() {
            withMember(id -> g.commit(id, g.epochOf(id), "t", 0, random.nextInt(100)));
        }

        private void rejoinIfGone(String id) {
            if (g.isIn(id)) {
                g.beat(id);
            } else {
                g.join(id);
            }
        }

        private void withMember(Consumer<String> act) {
            if (!there.isEmpty()) {
                String id = one(List.copyOf(there));
                if (g.isIn(id)) {
                    act.accept(id);
                } else {
                    g.join(id);
                }
            }
        }

        private <T> T one(List<T> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void checkHands() {
            assertEquals(there, new TreeSet<>(g.group().memberIds()));
            Partitions all = Partitions.NONE;
            for (String id : g.group().memberIds()) {
                all = all.plus(g.member(id).current().assigned().partitions());
            }
            assertEquals(g.subscribed(), all);
        }
    }
}
