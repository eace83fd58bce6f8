package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
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

/// How groups settle, and what their requests cost. Members speak the protocol directly.
///
/// Both brokers have their defaults, fsync or not included, but for two settings: in the consumer
/// protocol a session timeout of 6 s, which there is the broker's to say; and where only requests
/// are counted no initial delay, since a thousand groups of one member join one after the other.
public final class GroupsScenario implements Scenario {
    private static final String TOPIC = "work";
    private static final String FEW = "few";
    private static final int FEW_PARTITIONS = 10;
    private static final Map<String, String> NO_DELAY =
            Map.of("group.initial.rebalance.delay.ms", "0");

    @Override
    public String name() {
        return "groups";
    }

    @Override
    public String about() {
        return "members that speak the protocol directly, on a topic of 1,000 partitions, classic (a heartbeat every 3 s, at different times; range, eager) and consumer protocol: all join, one more, a tenth silent (counted from when the last of their sessions of 6 s expires), a tenth killed (counted from their end), until every partition has one owner and all have stayed in one epoch for a heartbeat; 20 stock consumers, until records arrive; 10,000 groups of one member; heartbeats, commits, fetches of offsets in a closed loop";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        Durability own = trial.contender().ownDurability();
        Timing timing = Timing.of(trial.scale());
        try (BrokerProcess broker = start(trial, own, "storms", timing.settings())) {
            Topics topics = Topics.await(broker);
            topics.create(TOPIC, partitions(trial));
            Coordinator.await(broker);
            storms(broker, topics.id(TOPIC), trial, outcomes);
            stock(broker, topics, trial, outcomes);
            new ManyGroups(broker, TOPIC, timing, trial.isFull() ? 10_000 : 500, outcomes)
                    .run(trial.isFull() ? 5 : 1);
        }
        requests(trial, Durability.FSYNC, outcomes);
        if (trial.isFull()) {
            requests(trial, Durability.PAGE_CACHE, outcomes);
        }
        return outcomes;
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
        Timing timing = Timing.of(trial.scale());
        int sessionMs = timing.sessionTimeoutMs();
        int[] counts = trial.isFull() ? new int[] {50, 200, 1_000} : new int[] {10};
        for (int count : counts) {
            Subscription classic = new Subscription("classic-" + count, TOPIC, partitions);
            new Storm(broker, "%,d members, classic".formatted(count), sessionMs, outcomes)
                    .run(
                            count,
                            partitions,
                            (voice, number) -> new ClassicMember(voice, classic, timing, number));
            Subscription consumer = new Subscription("consumer-" + count, TOPIC, partitions);
            Storm storm =
                    new Storm(
                            broker, "%,d members, consumer".formatted(count), sessionMs, outcomes);
            if (offered) {
                storm.run(
                        count,
                        partitions,
                        (voice, _) ->
                                new ConsumerMember(voice, consumer, topicId, Uuid.randomUuid()));
            } else {
                storm.notYet();
            }
        }
    }

    private static void stock(
            BrokerProcess broker, Topics topics, Trial trial, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        topics.create(StockRun.TOPIC, StockRun.PARTITIONS);
        StockRun run = new StockRun(broker, trial.scale(), outcomes);
        run.measure("classic");
        if (Coordinator.offersConsumerProtocol(broker)) {
            run.measure("consumer");
        } else {
            run.notYet("consumer");
        }
    }

    /// Heartbeats and fetches do not write: they are measured once.
    private static void requests(Trial trial, Durability durability, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        try (BrokerProcess broker = start(trial, durability, "requests-" + durability, NO_DELAY)) {
            Topics topics = Topics.await(broker);
            topics.create(FEW, FEW_PARTITIONS);
            Coordinator.await(broker);
            SoloJoin join = new SoloJoin(FEW, topics.id(FEW), FEW_PARTITIONS);
            Requests requests = new Requests(broker, join, trial.scale(), outcomes);
            if (durability == Durability.FSYNC) {
                requests.heartbeats();
                requests.fetches();
            }
            requests.commits(durability.toString());
        }
    }
}
