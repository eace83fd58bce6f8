package dev.regroup.broker;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.LogDirectory;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.BrokerConfig.Limits;
import dev.regroup.broker.config.BrokerConfig.Listener;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.control.GroupControl;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.coordinator.group.ConsumerConfig;
import dev.regroup.coordinator.group.Departures;
import dev.regroup.coordinator.group.GroupConfig;
import dev.regroup.coordinator.offset.OffsetRetention;
import dev.regroup.storage.log.ShardLogs;
import dev.regroup.storage.memory.MemoryShardLogs;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicCollection;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.FindCoordinatorRequestData;
import org.apache.kafka.common.message.FindCoordinatorResponseData;

/// A real broker over logs in memory, listening on a free port.
public final class TestBroker implements AutoCloseable {
    public static final String CLUSTER_ID = "clusterclusterclusterc";
    private static final int SHARDS = 8;
    private static final int INITIAL_REBALANCE_DELAY_MS = 200;

    private final Broker broker;
    private final ConcurrentLinkedQueue<RuntimeException> failures = new ConcurrentLinkedQueue<>();

    private TestBroker(BrokerConfig config, ShardLogs logs, Authorizer authorizer, Ticker ticker) {
        this(config, logs, authorizer, Plugins.NONE, ticker);
    }

    private TestBroker(
            BrokerConfig config,
            ShardLogs logs,
            Authorizer authorizer,
            Plugins plugins,
            Ticker ticker) {
        try {
            broker =
                    Broker.start(
                            config,
                            new Broker.Foundation(
                                    logs,
                                    CLUSTER_ID,
                                    new SmallVolume(),
                                    authorizer,
                                    plugins,
                                    failures::add),
                            ticker);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    public static TestBroker start() {
        return start(config(TopicDefaults.DEFAULT), MemoryShardLogs.immediate(SHARDS));
    }

    public static TestBroker start(BrokerConfig config, ShardLogs logs) {
        return start(config, logs, Authorizer.ALLOW_ALL);
    }

    public static TestBroker start(BrokerConfig config, Ticker ticker) {
        return new TestBroker(
                config, MemoryShardLogs.immediate(SHARDS), Authorizer.ALLOW_ALL, ticker);
    }

    public static TestBroker start(BrokerConfig config, ShardLogs logs, Authorizer authorizer) {
        return new TestBroker(config, logs, authorizer, Ticker.system());
    }

    public static TestBroker start(BrokerConfig config, Plugins plugins) {
        return new TestBroker(
                config,
                MemoryShardLogs.immediate(SHARDS),
                Authorizer.ALLOW_ALL,
                plugins,
                Ticker.system());
    }

    public GroupControl groupControl() {
        return broker.groupControl();
    }

    /// A volume of which a part is free.
    private record SmallVolume() implements LogDirectory {
        @Override
        public String path() {
            return "/small";
        }

        @Override
        public long totalBytes() {
            return 1_000;
        }

        @Override
        public long usableBytes() {
            return 400;
        }
    }

    public static BrokerConfig config(TopicDefaults topics) {
        return config(topics, Limits.forCores(2), listener("PLAINTEXT", "127.0.0.1"));
    }

    public static BrokerConfig config(TopicDefaults topics, Limits limits, Listener... listeners) {
        return config(topics, limits, OffsetRetention.DEFAULT, listeners);
    }

    public static BrokerConfig config(OffsetRetention retention) {
        return config(
                TopicDefaults.DEFAULT,
                Limits.forCores(2),
                retention,
                listener("PLAINTEXT", "127.0.0.1"));
    }

    private static BrokerConfig config(
            TopicDefaults topics, Limits limits, OffsetRetention retention, Listener... listeners) {
        return new BrokerConfig(
                1,
                List.of(listeners),
                topics,
                limits,
                new GroupConfig(
                        100,
                        60_000,
                        INITIAL_REBALANCE_DELAY_MS,
                        Integer.MAX_VALUE,
                        4_096,
                        ConsumerConfig.DEFAULT,
                        Departures.ALL,
                        retention),
                StaticSettings.of(1, Map.of(), Map.of()));
    }

    /// On a free port of `host`, and advertised as such.
    public static Listener listener(String name, String host) {
        return new Listener(name, new HostPort(host, 0), new HostPort(host, 0));
    }

    public HostPort address() {
        return broker.endpoints().values().iterator().next();
    }

    public HostPort address(String listener) {
        return Objects.requireNonNull(broker.endpoints().get(listener));
    }

    public WireClient connect() {
        return new WireClient(address());
    }

    /// Creates a topic and returns its id.
    public Uuid createTopic(String name, int partitions) {
        try (WireClient client = connect()) {
            CreatableTopicCollection topics = new CreatableTopicCollection();
            topics.add(
                    new CreatableTopic()
                            .setName(name)
                            .setNumPartitions(partitions)
                            .setReplicationFactor((short) 1));
            CreateTopicsResponseData created =
                    client.call(
                            7,
                            new CreateTopicsRequestData().setTopics(topics),
                            CreateTopicsResponseData.class);
            return created.topics().find(name).topicId();
        }
    }

    public void deleteTopic(String name) {
        try (WireClient client = connect()) {
            client.call(
                    5,
                    new DeleteTopicsRequestData().setTopicNames(List.of(name)),
                    DeleteTopicsResponseData.class);
        }
    }

    /// Creates `__consumer_offsets`, as the first client of any group does.
    public void prepareGroups() {
        try (WireClient client = connect()) {
            client.call(
                    4,
                    new FindCoordinatorRequestData().setCoordinatorKeys(List.of("any")),
                    FindCoordinatorResponseData.class);
        }
    }

    @Override
    public void close() {
        broker.close();
        if (!failures.isEmpty()) {
            throw new AssertionError("a shard failed", failures.peek());
        }
    }
}
