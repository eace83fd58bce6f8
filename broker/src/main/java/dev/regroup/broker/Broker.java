package dev.regroup.broker;

import dev.regroup.broker.access.Authorizer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.LogDirectory;
import dev.regroup.broker.api.MemberConnections;
import dev.regroup.broker.api.Node;
import dev.regroup.broker.api.RecordReads;
import dev.regroup.broker.api.Requests;
import dev.regroup.broker.assignment.Assignments;
import dev.regroup.broker.assignment.Assignments.Means;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.control.GroupControl;
import dev.regroup.broker.network.Listeners;
import dev.regroup.broker.network.RequestCounts;
import dev.regroup.broker.plugin.Plugins;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.CompactionPace;
import dev.regroup.broker.shard.Drops;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.Population;
import dev.regroup.broker.shard.SettingsOfTopics;
import dev.regroup.broker.shard.Settler;
import dev.regroup.broker.shard.Settling;
import dev.regroup.broker.shard.Shard;
import dev.regroup.broker.shard.ShardCommand;
import dev.regroup.broker.shard.ShardEnvironment;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.broker.shard.ShardThreads;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.ShardLogs;
import dev.regroup.storage.segment.SegmentSizes;
import dev.regroup.storage.segment.SegmentStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.apache.kafka.common.protocol.ApiKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A running broker. Its parts are put together here, by constructors, from the bottom up.
public final class Broker implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Broker.class);
    private static final int DISK_READERS = 2;
    private static final int BACKGROUND_THREADS = 2;
    private static final long HEAP_TO_COMPACTION = 8;

    private final BrokerConfig config;
    private final Ticker ticker;
    private final PartitionHandles handles = new PartitionHandles();
    private final CataloguePublication catalogue = new CataloguePublication();
    private final ExecutorService diskReaders =
            Executors.newFixedThreadPool(DISK_READERS, daemon("regroup-disk-reader-"));
    private final ExecutorService background =
            Executors.newFixedThreadPool(BACKGROUND_THREADS, daemon("regroup-background-"));
    private final ScheduledThreadPoolExecutor settling =
            new ScheduledThreadPoolExecutor(
                    1, daemon("regroup-settling-"), new ThreadPoolExecutor.DiscardPolicy());
    private final SegmentStore segments;
    private final CompactionPace compactionPace;
    private final Compactor compactor;
    private final Settler settler;
    private final Listeners listeners;
    private final ShardThreads threads;
    private final Population population;
    private final Drops drops;
    private final GroupControl groupControl;

    /// What the broker stands on.
    ///
    /// @param clusterId as clients see it
    /// @param directory as DescribeLogDirs shows it
    /// @param authorizer asked for every resource that a request touches
    /// @param plugins what users have brought
    /// @param onFailure told when a shard's log cannot be read any more: the process had better end
    public record Foundation(
            ShardLogs logs,
            String clusterId,
            LogDirectory directory,
            Authorizer authorizer,
            Plugins plugins,
            Consumer<RuntimeException> onFailure) {}

    /// Initialises the tables that every broker needs and that take time: the messages of all APIs
    /// and Kafka's settings. May be called beside anything, or not at all.
    public static void prepare() {
        if (ApiKeys.PRODUCE.allVersions().isEmpty()
                || SettingTable.kafka().all(Scope.TOPIC).isEmpty()) {
            throw new IllegalStateException("no versions of Produce, or no settings of topics");
        }
    }

    /// Starts a broker: loads every shard, then accepts connections.
    ///
    /// @throws Listeners.BindException if an address cannot be listened on
    /// @throws StorageException if a shard's log cannot be read
    public static Broker start(BrokerConfig config, Foundation foundation)
            throws InterruptedException {
        return start(config, foundation, Ticker.system());
    }

    /// Starts a broker that goes by `ticker`.
    static Broker start(BrokerConfig config, Foundation foundation, Ticker ticker)
            throws InterruptedException {
        Loading loading = new Loading(foundation);
        Broker broker = new Broker(config, foundation, loading, ticker);
        try {
            broker.threads.start();
            loading.await();
            broker.settler.start();
            broker.open(foundation);
            return broker;
        } catch (RuntimeException | InterruptedException e) {
            broker.close();
            throw e;
        }
    }

    private Broker(BrokerConfig config, Foundation foundation, Loading loading, Ticker ticker) {
        this.config = config;
        this.ticker = ticker;
        this.listeners = new Listeners(config.listeners(), config.limits().connections().sockets());
        this.segments = new SegmentStore(foundation.logs().segments(), SegmentSizes.DEFAULT);
        this.compactionPace =
                new CompactionPace(
                        foundation.logs(),
                        config.limits().journalBytesMax(),
                        () -> Double.parseDouble(setting("log.cleaner.io.max.bytes.per.second")));
        this.compactor = new Compactor(segments, this::compactionKeyBytes, compactionPace);
        Placement placement = new Placement(foundation.logs().shards());
        this.population = new Population(placement.shards());
        this.drops = new Drops(population);
        this.threads =
                new ShardThreads(
                        config.limits().shardThreads(),
                        ticker,
                        background,
                        loading,
                        post -> shards(foundation, placement, post));
        settling.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        this.settler =
                new Settler(
                        foundation.logs(),
                        threads,
                        ticker,
                        this::later,
                        new Settler.Bounds(
                                config.limits().journalBytesMax(),
                                config.limits().retentionCheckMs(),
                                config.limits().retentionHoldBytesMax()));
        this.groupControl = new GroupControl(new Requests(placement, this::request), catalogue);
    }

    private List<Shard> shards(Foundation foundation, Placement placement, ShardPost post) {
        ShardEnvironment environment =
                new ShardEnvironment(
                        ticker,
                        placement,
                        config.groups(),
                        new GroupBounds(config.settings()),
                        handles,
                        catalogue,
                        population,
                        drops,
                        new Assignments(
                                new Means(
                                        background, foundation.authorizer(), foundation.plugins()),
                                catalogue,
                                ticker,
                                post),
                        new Settling(segments, foundation.logs().reader(), compactor, settling),
                        new SettingsOfTopics(catalogue, config.settings()),
                        post);
        return IntStream.range(0, placement.shards())
                .mapToObj(id -> new Shard(id, foundation.logs().log(id), environment))
                .toList();
    }

    /// What compaction may take for keys: what is set, but no more than the heap bears.
    private long compactionKeyBytes() {
        return Math.min(
                Long.parseLong(setting("log.cleaner.dedupe.buffer.size")),
                Runtime.getRuntime().maxMemory() / HEAP_TO_COMPACTION);
    }

    private String setting(String name) {
        return new EffectiveSettings(config.settings(), catalogue.view().settings())
                .brokerValue(name);
    }

    private void later(Runnable step, long ms) {
        Future<?> _ = settling.schedule(step, ms, TimeUnit.MILLISECONDS);
    }

    /// Takes a request in from a connection's thread; one that adds records waits while there is no
    /// room for them.
    private void request(int shard, ShardCommand.Request request) {
        if (request instanceof ShardCommand.Append) {
            settler.awaitRoom();
        }
        threads.request(shard, request);
    }

    private void open(Foundation foundation) {
        Node node = new Node(foundation.clusterId(), config.nodeId(), listeners.endpoints());
        Requests requests = new Requests(new Placement(foundation.logs().shards()), this::request);
        RecordReads reads = new RecordReads(foundation.logs().reader(), segments, diskReaders);
        Collection<Handler> handlers =
                new ApiHandlers(config, ticker, catalogue, handles, population)
                        .all(node, requests, reads, foundation.directory());
        listeners.open(
                handlers,
                config.limits(),
                ticker,
                foundation.authorizer(),
                new MemberConnections(requests, drops));
    }

    /// Looks at groups and steps in, from within the process.
    public GroupControl groupControl() {
        return groupControl;
    }

    /// What clients have asked so far.
    public RequestCounts requestCounts() {
        return listeners.counts();
    }

    /// Where clients reach each listener, by its name.
    public Map<String, HostPort> endpoints() {
        return listeners.endpoints();
    }

    /// Stops taking requests and ends the threads. What is being written becomes durable when the
    /// store is closed, which is its owner's part.
    @Override
    public void close() {
        settler.close();
        listeners.close();
        threads.close();
        compactionPace.close();
        settling.close();
        background.shutdownNow();
        diskReaders.shutdownNow();
        LOG.atInfo().log("Broker stopped");
    }

    private static ThreadFactory daemon(String prefix) {
        return Thread.ofPlatform().daemon().name(prefix, 0).factory();
    }

    /// Waits for all shards to hold what the catalogue gives them, or for one that cannot.
    private static final class Loading implements ShardThreads.Observer {
        private final Foundation foundation;
        private final CountDownLatch missing;
        private final Set<Integer> reconciled = ConcurrentHashMap.newKeySet();
        private final CompletableFuture<RuntimeException> failure = new CompletableFuture<>();

        Loading(Foundation foundation) {
            this.foundation = foundation;
            this.missing = new CountDownLatch(foundation.logs().shards());
        }

        @Override
        public void reconciled(int shard) {
            // A shard may be told the topics twice at start.
            if (reconciled.add(shard)) {
                missing.countDown();
            }
        }

        @Override
        public void unrecoverable(int shard, RuntimeException cause) {
            if (missing.getCount() == 0) {
                foundation.onFailure().accept(cause);
                return;
            }
            failure.complete(cause);
            while (missing.getCount() > 0) {
                missing.countDown();
            }
        }

        void await() throws InterruptedException {
            missing.await();
            if (failure.isDone()) {
                throw failure.join();
            }
        }
    }
}
