package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Many groups whose members all have joined and then only beat: whether they work, and what each
/// takes of the broker's heap. Members share connections, one of each group on each of them, so
/// that what a connection takes does not count.
final class IdleMembers {
    private static final long WAVE_WITHIN_MS = 60_000;
    private static final long BEAT_MS = 2_000;

    private final BrokerProcess broker;
    private final Shape shape;
    private final List<Outcome> outcomes;

    /// @param membersOfGroup and as many connections, or `connections` if that is more
    /// @param groupsAtOnce join together, before the next ones
    record Shape(
            String series, int groups, int membersOfGroup, int connections, int groupsAtOnce) {}

    /// Makes the member of that number of a group, which does not join yet.
    interface Maker {
        Member member(Voice voice, String groupId, int number);
    }

    IdleMembers(BrokerProcess broker, Shape shape, List<Outcome> outcomes) {
        this.broker = broker;
        this.shape = shape;
        this.outcomes = outcomes;
    }

    /// @param partitions of the topic, which each group shares out among its members
    void run(int partitions, Maker maker) throws IOException {
        try (Loop loop = new Loop(broker.address())) {
            List<Connection> connections = new ArrayList<>();
            for (int i = 0; i < Math.max(shape.connections, shape.membersOfGroup); i++) {
                connections.add(loop.connect());
            }
            long before = LiveHeap.bytes(broker);
            long startNs = System.nanoTime();
            List<List<Member>> groups = new ArrayList<>();
            for (int from = 0; from < shape.groups; from += shape.groupsAtOnce) {
                List<List<Member>> wave = new ArrayList<>();
                for (int i = from; i < Math.min(shape.groups, from + shape.groupsAtOnce); i++) {
                    wave.add(members(loop, connections, i, maker));
                }
                wave.forEach(group -> group.forEach(Member::join));
                if (!loop.until(() -> areSettled(wave, partitions), WAVE_WITHIN_MS)) {
                    throw new IOException(
                            "%s: not settled after %,d groups".formatted(shape.series, from));
                }
                groups.addAll(wave);
            }
            add("all joined", "ms", (System.nanoTime() - startNs) / 1e6, Better.LESS);
            long after = LiveHeap.bytes(broker);
            add("live heap a member", "B", (double) (after - before) / count(), Better.LESS);
            loop.until(() -> false, BEAT_MS);
            if (!areSettled(groups, partitions)) {
                throw new IOException(shape.series + ": some had to join again");
            }
        }
    }

    private int count() {
        return shape.groups * shape.membersOfGroup;
    }

    private List<Member> members(Loop loop, List<Connection> connections, int group, Maker maker) {
        List<Member> members = new ArrayList<>(shape.membersOfGroup);
        for (int i = 0; i < shape.membersOfGroup; i++) {
            Connection connection = connections.get((group + i) % connections.size());
            members.add(
                    maker.member(
                            new Voice(loop.timers(), connection),
                            "idle-" + group,
                            group * shape.membersOfGroup + i));
        }
        return members;
    }

    private static boolean areSettled(List<List<Member>> groups, int partitions) {
        return groups.stream().allMatch(group -> isSettled(group, partitions));
    }

    private static boolean isSettled(List<Member> group, int partitions) {
        int epoch = group.getFirst().epoch();
        return epoch >= 0
                && group.stream().allMatch(member -> member.epoch() == epoch)
                && group.stream().mapToInt(member -> member.owned().cardinality()).sum()
                        == partitions;
    }

    private void add(String name, String unit, double value, Better better) {
        outcomes.add(new Figure(shape.series, name, unit, value, better));
    }
}
