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
/// brokers have their defaults, fsync or not included, but for a session timeout of 6 s in the consumer protocol, which
/// there is the broker's to say.
public final class GroupsScenario implements Scenario {
    private static final String TOPIC = "work";
    private static final int MANY_SESSION_TIMEOUT_MS = 60_000;
    private static final long JOINED_WITHIN_MS = 120_000;
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
        Durability own = trial.contender().ownDurability();
        try (BrokerProcess broker = start(trial, own, "storms", SETTINGS)) {
            Topics topics = Topics.await(broker);
            topics.create(TOPIC, partitions(trial));
            Coordinator.await(broker);
            storms(broker, topics.id(TOPIC), trial, outcomes);
            stock(broker, topics, trial, outcomes);
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
        int partitions = partitions(trial);
        int[] counts = trial.isFull() ? new int[] {50, 200, 1_000} : new int[] {10};
        for (int count : counts) {
            String classic = "%,d members, classic".formatted(count);
            String group = "storm-classic-" + count;
            new Storm(broker, classic, partitions, outcomes)
                    .run(
                            count,
                            loop ->
                                    new ClassicMember(
                                            loop,
                                            loop.connect(),
                                            group,
                                            partitions,
                                            Storm.SESSION_TIMEOUT_MS));
            String consumer = "%,d members, consumer".formatted(count);
            String newGroup = "storm-consumer-" + count;
            if (offered) {
                new Storm(broker, consumer, partitions, outcomes)
                        .run(
                                count,
                                loop ->
                                        new ConsumerMember(
                                                loop, loop.connect(), newGroup, TOPIC, topicId));
            } else {
                Storm.NAMES.forEach(name -> outcomes.add(new NotYet(consumer, name)));
            }
        }
    }

    private static void stock(
            BrokerProcess broker, Topics topics, Trial trial, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        topics.create(StockRun.TOPIC, StockRun.PARTITIONS);
        StockRun run = new StockRun(broker, trial.isFull(), outcomes);
        run.measure("classic");
        if (Coordinator.offersConsumerProtocol(broker)) {
            run.measure("consumer");
        } else {
            run.notYet("consumer");
        }
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
                                loop, loop.connect(), "many-" + i, 1, MANY_SESSION_TIMEOUT_MS));
            }
            long startNs = System.nanoTime();
            members.forEach(Member::join);
            if (!loop.until(
                    () -> members.stream().allMatch(member -> member.epoch() >= 0),
                    JOINED_WITHIN_MS)) {
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
