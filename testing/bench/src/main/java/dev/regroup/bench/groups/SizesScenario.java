package dev.regroup.bench.groups;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Scenario;
import dev.regroup.bench.contender.BrokerProcess;
import dev.regroup.bench.contender.Contender.Prepared;
import dev.regroup.bench.groups.IdleMembers.Shape;
import dev.regroup.bench.wire.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Uuid;

/// How far groups grow, in number and in size: whether they work, what they take, and what others
/// notice of it.
public final class SizesScenario implements Scenario {
    private static final String TOPIC = "work";

    /// Of members that only beat, so seldom that it is no load. All groups that join together wait
    /// for as long, so that nobody comes late and has to wait for the others' next heartbeat.
    private static final Timing IDLE =
            new Timing(
                    300_000,
                    20_000,
                    Map.of(
                            "group.initial.rebalance.delay.ms", "1000",
                            "regroup.group.initial.rebalance.delay.fixed", "true",
                            "group.consumer.session.timeout.ms", "60000"));

    @Override
    public String name() {
        return "sizes";
    }

    @Override
    public String about() {
        return "100,000 groups of one member and 1,000 groups of 50 (10 partitions a member), joined over 200 connections: the live heap that each member takes; 5,000 members on 10,000 partitions that all join, and one more, and how long the heartbeats of another group of the same shard take meanwhile, one every 2 ms, each counted from when it was due; a restart with 1,000,000 committed offsets (1,000 groups, 1,000 partitions), from exec until all are served, and with one";
    }

    @Override
    public List<Outcome> measure(Trial trial) throws IOException, InterruptedException {
        List<Outcome> outcomes = new ArrayList<>();
        idle(trial, "classic", outcomes);
        idle(trial, "consumer", outcomes);
        big(trial, "classic", outcomes);
        big(trial, "consumer", outcomes);
        reload(trial, 1, outcomes);
        reload(trial, trial.isFull() ? 1_000 : 20, outcomes);
        return outcomes;
    }

    private static void idle(Trial trial, String protocol, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        int single = trial.isFull() ? 100_000 : 200;
        int several = trial.isFull() ? 1_000 : 4;
        int members = trial.isFull() ? 50 : 5;
        List<Shape> shapes =
                List.of(
                        new Shape(
                                "%,d groups of one member, %s".formatted(single, protocol),
                                single,
                                1,
                                trial.isFull() ? 200 : 10,
                                5_000),
                        new Shape(
                                "%,d groups of %d members, %s"
                                        .formatted(several, members, protocol),
                                several,
                                members,
                                members,
                                50));
        for (Shape shape : shapes) {
            if (!trial.wants(shape.series())) {
                continue;
            }
            int partitions = 10 * shape.membersOfGroup();
            try (BrokerProcess broker =
                    prepare(trial, "idle-" + shape.series(), IDLE.settings()).start()) {
                Topics topics = Topics.await(broker);
                topics.create(TOPIC, partitions);
                Coordinator.await(broker);
                Uuid topicId = topics.id(TOPIC);
                new IdleMembers(broker, shape, outcomes)
                        .run(
                                partitions,
                                (voice, groupId, number) ->
                                        member(
                                                protocol,
                                                voice,
                                                new Subscription(groupId, TOPIC, partitions),
                                                new Of(topicId, number)));
            }
        }
    }

    private record Of(Uuid topicId, int number) {}

    private static Member member(String protocol, Voice voice, Subscription subscription, Of what) {
        return protocol.equals("classic")
                ? new ClassicMember(voice, subscription, IDLE, what.number)
                : new ConsumerMember(voice, subscription, what.topicId, Uuid.randomUuid());
    }

    private static void big(Trial trial, String protocol, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        int count = trial.isFull() ? 5_000 : 20;
        int partitions = 2 * count;
        String series = "%,d members, %s".formatted(count, protocol);
        if (!trial.wants(series)) {
            return;
        }
        Timing timing = new Timing(45_000, 3_000, Map.of());
        String groupId = "big-" + protocol;
        try (BrokerProcess broker = prepare(trial, "big-" + protocol, Map.of()).start()) {
            Topics topics = Topics.await(broker);
            topics.create(TOPIC, partitions);
            topics.create("aside", 1);
            Coordinator.await(broker);
            Uuid topicId = topics.id(TOPIC);
            SoloJoin aside = new SoloJoin("aside", topics.id("aside"), 1);
            try (Bystander bystander = Bystander.of(broker, aside::classic, groupId)) {
                Subscription subscription = new Subscription(groupId, TOPIC, partitions);
                new BigGroup(broker, series, bystander, outcomes)
                        .run(
                                count,
                                partitions,
                                (voice, number) ->
                                        protocol.equals("classic")
                                                ? new ClassicMember(
                                                        voice, subscription, timing, number)
                                                : new ConsumerMember(
                                                        voice,
                                                        subscription,
                                                        topicId,
                                                        Uuid.randomUuid()));
            }
        }
    }

    /// @param count of groups, and of partitions for which each has committed an offset
    private static void reload(Trial trial, int count, List<Outcome> outcomes)
            throws IOException, InterruptedException {
        String series = "%,d committed offsets".formatted(count * count);
        if (trial.wants(series)) {
            new Reload(prepare(trial, "reload-" + count, Map.of()), series, count).run(outcomes);
        }
    }

    private static Prepared prepare(Trial trial, String folder, Map<String, String> settings)
            throws IOException, InterruptedException {
        Path own =
                Files.createDirectory(trial.folder().resolve(folder.replaceAll("[^a-z0-9-]", "-")));
        return trial.contender().prepare(own, trial.contender().ownDurability(), settings);
    }
}
