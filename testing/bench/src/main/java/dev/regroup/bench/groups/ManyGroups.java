package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.contender.BrokerProcess;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Classic groups of one member each, which all join at once and then beat as clients do.
final class ManyGroups {
    private static final long JOINED_WITHIN_MS = 120_000;

    private final BrokerProcess broker;
    private final String topic;
    private final Timing timing;
    private final int count;
    private final String series;
    private final List<Outcome> outcomes;

    /// @param topic has one partition or more
    ManyGroups(
            BrokerProcess broker, String topic, Timing timing, int count, List<Outcome> outcomes) {
        this.broker = broker;
        this.topic = topic;
        this.timing = timing;
        this.count = count;
        this.series = "%,d groups of one member".formatted(count);
        this.outcomes = outcomes;
    }

    /// @param intervals for so many heartbeats of each member; whole ones, so that each is counted
    ///   as often
    void run(int intervals) throws IOException {
        double beforeMb = broker.statusMb("VmRSS");
        try (Loop loop = new Loop(broker.address())) {
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                members.add(member(loop, i));
            }
            long startNs = System.nanoTime();
            members.forEach(Member::join);
            if (!loop.until(() -> haveJoined(members), JOINED_WITHIN_MS)) {
                throw new IOException(
                        "%s: %,d have joined within %,d ms"
                                .formatted(series, inGeneration(members), JOINED_WITHIN_MS));
            }
            add("all joined", "ms", (System.nanoTime() - startNs) / 1e6, Better.LESS);
            heartbeats(loop, members, intervals);
            double kb = (broker.statusMb("VmRSS") - beforeMb) * 1024 / count;
            add("RSS a member", "KB", kb, Better.LESS);
        }
    }

    private Member member(Loop loop, int number) throws IOException {
        return new ClassicMember(
                new Voice(loop.timers(), loop.connect()),
                new Subscription("many-" + number, topic, 1),
                timing,
                number);
    }

    /// Each member beats at its interval, if the broker keeps up; a member that had to join again
    /// would be in another generation.
    private void heartbeats(Loop loop, List<Member> members, int intervals) throws IOException {
        long answersBefore = answers(members);
        long epochsBefore = epochs(members);
        Duration cpuBefore = broker.cpu();
        long startNs = System.nanoTime();
        loop.until(() -> false, (long) intervals * timing.heartbeatIntervalMs());
        double seconds = (System.nanoTime() - startNs) / (double) TimeUnit.SECONDS.toNanos(1);
        Duration cpu = broker.cpu().minus(cpuBefore);
        long answers = answers(members) - answersBefore;
        if (!haveJoined(members) || epochs(members) != epochsBefore) {
            throw new IOException(series + ": some had to join again");
        }
        add("heartbeats", "1/s", answers / seconds, Better.MORE);
        add("broker CPU a heartbeat", "us", cpu.toNanos() / 1e3 / answers, Better.LESS);
    }

    private static boolean haveJoined(List<Member> members) {
        return members.stream().allMatch(member -> member.epoch() >= 0);
    }

    private static long inGeneration(List<Member> members) {
        return members.stream().filter(member -> member.epoch() >= 0).count();
    }

    private static long answers(List<Member> members) {
        return members.stream().mapToLong(member -> member.voice().answers()).sum();
    }

    private static long epochs(List<Member> members) {
        return members.stream().mapToLong(Member::epoch).sum();
    }

    private void add(String name, String unit, double value, Better better) {
        outcomes.add(new Figure(series, name, unit, value, better));
    }
}
