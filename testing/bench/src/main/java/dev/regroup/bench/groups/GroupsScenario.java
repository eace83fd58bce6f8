package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.Scenario;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender.Durability;
import dev.regroup.bench.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/// How groups settle, and what their requests cost. Members speak the protocol directly; both
/// brokers have their defaults, but for a session timeout of 6 s in the consumer protocol, which
/// there is the broker's to say.
public final class GroupsScenario implements Scenario {
    private static final String TOPIC = "work";
    private static final int SESSION_TIMEOUT_MS = 6_000;
    private static final long SETTLES_WITHIN_MS = 120_000;
    private static final Map<String, String> SETTINGS =
            Map.of(
                    "group.consumer.session.timeout.ms", "6000",
                    "group.consumer.min.session.timeout.ms", "6000");

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public String about() {
        return "lightweight members on a topic of 1,000 partitions, classic and consumer protocol: join storm, one more, a tenth silent, a tenth killed; heartbeats, commits, fetches of offsets in a closed loop; 10,000 groups of one member";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        try (BrokerProcess broker = start(trial, Durability.FSYNC, "storms", SETTINGS)) {
            Topics topics = Topics.await(broker);
            topics.create(TOPIC, partitions(trial));
            Coordinator.await(broker);
            storms(broker, topics.id(TOPIC), trial, outcomes);
            manyGroups(broker, trial, outcomes);
        }
        requests(trial, Durability.FSYNC, outcomes);
        if (trial.isFull()) {
            requests(trial, Durability.PAGE_CACHE, outcomes);
        }
        return outcomes;
    }

    /// A thousand groups of one member join one after the other: none is to wait for a second one.
    private static void requests(Trial trial, Durability durability, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        Map<String, String> settings = Map.of("group.initial.rebalance.delay.ms", "0");
        try (BrokerProcess broker = start(trial, durability, "requests-" + durability, settings)) {
            Topics.await(broker).create(TOPIC, partitions(trial));
            Coordinator.await(broker);
            Requests requests = new Requests(broker, TOPIC, trial.isFull(), outcomes);
            if (durability == Durability.FSYNC) {
                requests.measure(durability.toString());
            } else {
                requests.commits(durability.toString());
            }
        }
    }

    private static BrokerProcess start(
            Trial trial, Durability durability, String folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        Path own = Files.createDirectory(trial.folder().resolve(folder));
        return trial.contender().prepare(own, durability, settings).start();
    }

    private static int partitions(Trial trial) {
        return trial.isFull() ? 1_000 : 20;
    }

    private static void storms(
            BrokerProcess broker, Uuid topicId, Trial trial, List<Outcome> outcomes)
            throws IOException {
        boolean offered = Coordinator.offersConsumerProtocol(broker);
        int[] counts = trial.isFull() ? new int[] {50, 200, 1_000} : new int[] {10};
        for (int count : counts) {
            storm(
                    broker,
                    trial,
                    count,
                    "classic",
                    outcomes,
                    (loop, group) ->
                            new ClassicMember(
                                    loop,
                                    loop.connect(),
                                    group,
                                    partitions(trial),
                                    SESSION_TIMEOUT_MS));
            String series = series(count, "consumer");
            if (offered) {
                storm(
                        broker,
                        trial,
                        count,
                        "consumer",
                        outcomes,
                        (loop, group) ->
                                new ConsumerMember(loop, loop.connect(), group, TOPIC, topicId));
            } else {
                outcomes.add(new NotYet(series, "settled"));
                outcomes.add(new NotYet(series, "one more"));
                outcomes.add(new NotYet(series, "a tenth silent, after its expiry"));
                outcomes.add(new NotYet(series, "a tenth killed, after its expiry"));
            }
        }
    }

    private interface Maker {
        Member member(Loop loop, String group) throws IOException;
    }

    private static String series(int members, String protocol) {
        return "%,d members, %s".formatted(members, protocol);
    }

    private static void storm(
            BrokerProcess broker,
            Trial trial,
            int count,
            String protocol,
            List<Outcome> outcomes,
            Maker maker)
            throws IOException {
        String series = series(count, protocol);
        String group = "storm-%s-%d".formatted(protocol, count);
        try (Loop loop = new Loop(broker.address())) {
            Crowd crowd = new Crowd(loop, partitions(trial));
            List<Member> toCome = new ArrayList<>();
            for (int i = 0; i < count + 1; i++) {
                toCome.add(maker.member(loop, group));
            }
            long startNs = System.nanoTime();
            toCome.subList(0, count).forEach(crowd::add);
            settled(outcomes, series, "settled", crowd, startNs, 0);

            startNs = System.nanoTime();
            crowd.add(toCome.getLast());
            settled(outcomes, series, "one more", crowd, startNs, 0);

            startNs = System.nanoTime();
            lose(crowd, count / 10, false);
            settled(
                    outcomes,
                    series,
                    "a tenth silent, after its expiry",
                    crowd,
                    startNs,
                    SESSION_TIMEOUT_MS);

            startNs = System.nanoTime();
            lose(crowd, count / 10, true);
            settled(
                    outcomes,
                    series,
                    "a tenth killed, after its expiry",
                    crowd,
                    startNs,
                    SESSION_TIMEOUT_MS);
        }
    }

    /// Every tenth of the members that are left.
    private static void lose(Crowd crowd, int count, boolean dies) {
        List<Member> lost = new ArrayList<>();
        int step = Math.max(1, crowd.members().size() / count);
        for (int i = 0; i < crowd.members().size() && lost.size() < count; i += step) {
            lost.add(crowd.members().get(i));
        }
        crowd.members().removeAll(lost);
        for (Member member : lost) {
            if (dies) {
                member.die();
            } else {
                member.fallSilent();
            }
        }
    }

    /// Of an expiry only what comes after the session timeout counts. It may seem early by up to a
    /// heartbeat's interval: sessions count from the last heartbeat.
    private static void settled(
            List<Outcome> outcomes,
            String series,
            String name,
            Crowd crowd,
            long startNs,
            long lessMs)
            throws IOException {
        double ms = crowd.awaitSettled(startNs, SETTLES_WITHIN_MS, series + ", " + name);
        outcomes.add(new Figure(series, name, "ms", ms - lessMs, Better.LESS));
    }

    private static void manyGroups(BrokerProcess broker, Trial trial, List<Outcome> outcomes)
            throws IOException {
        int count = trial.isFull() ? 10_000 : 100;
        String series = "%,d groups of one member".formatted(count);
        double before = broker.statusMb("VmRSS");
        try (Loop loop = new Loop(broker.address())) {
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                members.add(
                        new ClassicMember(
                                loop, loop.connect(), "many-" + i, 1, 10 * SESSION_TIMEOUT_MS));
            }
            long startNs = System.nanoTime();
            members.forEach(Member::join);
            if (!loop.until(
                    () -> members.stream().allMatch(member -> member.epoch() >= 0),
                    SETTLES_WITHIN_MS)) {
                throw new IOException(series + ": not all have joined");
            }
            outcomes.add(
                    new Figure(
                            series,
                            "all joined",
                            "ms",
                            (System.nanoTime() - startNs) / 1e6,
                            Better.LESS));
            double kb = (broker.statusMb("VmRSS") - before) * 1024 / count;
            outcomes.add(new Figure(series, "RSS a member", "KB", kb, Better.LESS));
        }
    }
}
