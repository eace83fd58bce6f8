package dev.regroup.broker.plugin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;
import org.apache.kafka.coordinator.group.api.assignor.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.GroupSpec;
import org.apache.kafka.coordinator.group.api.assignor.MemberAssignment;
import org.apache.kafka.coordinator.group.api.assignor.SubscribedTopicDescriber;

/// Assignors as users write them, for tests.
public final class OwnAssignors {
    private OwnAssignors() {}

    /// Gives everything to the member whose id comes first.
    public static class ToTheFirst implements ConsumerGroupPartitionAssignor, Configurable {
        private volatile Map<String, ?> configured = Map.of();

        @Override
        public void configure(Map<String, ?> settings) {
            configured = settings;
        }

        @Override
        public String name() {
            Object name = configured.get("own.assignor.name");
            return name == null ? "first" : name.toString();
        }

        @Override
        public GroupAssignment assign(GroupSpec group, SubscribedTopicDescriber topics) {
            String first = Collections.min(group.memberIds());
            Map<String, MemberAssignment> members = new HashMap<>();
            members.put(first, all(group.memberSubscription(first).subscribedTopicIds(), topics));
            return new GroupAssignment(members);
        }
    }

    static MemberAssignment all(Set<Uuid> topicIds, SubscribedTopicDescriber topics) {
        Map<Uuid, Set<Integer>> partitions = new TreeMap<>();
        topicIds.forEach(id -> {
            Set<Integer> numbers = new TreeSet<>();
            for (int i = 0; i < topics.numPartitions(id); i++) {
                numbers.add(i);
            }
            partitions.put(id, numbers);
        });
        return new Given(partitions);
    }

    record Given(Map<Uuid, Set<Integer>> partitions) implements MemberAssignment {}

    /// Does as [ToTheFirst], unless it is told to misbehave. Counts how often it is asked.
    public static final class Moody extends ToTheFirst {
        public enum Mood {
            GOOD,
            THROWS,
            THROWS_AN_ERROR,
            HANGS,
            GIVES_THE_SAME_TO_ALL
        }

        private final AtomicInteger asked = new AtomicInteger();
        private final List<Thread> hanging = Collections.synchronizedList(new ArrayList<>());
        private final CountDownLatch release = new CountDownLatch(1);
        private volatile Mood mood = Mood.GOOD;

        public void become(Mood other) {
            mood = other;
        }

        public int asked() {
            return asked.get();
        }

        public int hanging() {
            return hanging.size();
        }

        public void release() {
            release.countDown();
        }

        @Override
        public String name() {
            return "moody";
        }

        @Override
        public GroupAssignment assign(GroupSpec group, SubscribedTopicDescriber topics) {
            asked.incrementAndGet();
            return switch (mood) {
                case GOOD -> super.assign(group, topics);
                case THROWS -> throw new IllegalStateException("in a mood");
                case THROWS_AN_ERROR -> throw new StackOverflowError();
                case HANGS -> {
                    hanging.add(Thread.currentThread());
                    awaitRelease();
                    yield super.assign(group, topics);
                }
                case GIVES_THE_SAME_TO_ALL -> {
                    Map<String, MemberAssignment> members = new HashMap<>();
                    for (String id : group.memberIds()) {
                        members.put(
                                id, all(group.memberSubscription(id).subscribedTopicIds(), topics));
                    }
                    yield new GroupAssignment(members);
                }
            };
        }

        /// Whatever it is interrupted by.
        private void awaitRelease() {
            boolean released = false;
            while (!released) {
                try {
                    release.await();
                    released = true;
                } catch (InterruptedException e) {
                    // It takes no hints.
                }
            }
        }
    }

    /// Cannot be made.
    public static final class Unmakeable extends ToTheFirst {
        public Unmakeable() {
            throw new UnsupportedOperationException("not today");
        }
    }

    public static final class Nameless extends ToTheFirst {
        @Override
        public String name() {
            return " ";
        }
    }

    /// No constructor that anybody could call.
    public static final class Shy extends ToTheFirst {
        Shy(int any) {}
    }
}
