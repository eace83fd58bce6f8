package dev.regroup.broker;

import dev.regroup.broker.api.ApiVersionsHandler;
import dev.regroup.broker.api.BatchCheck;
import dev.regroup.broker.api.CreatePartitionsHandler;
import dev.regroup.broker.api.CreateTopicsHandler;
import dev.regroup.broker.api.DeleteTopicsHandler;
import dev.regroup.broker.api.DescribeGroupsHandler;
import dev.regroup.broker.api.FetchHandler;
import dev.regroup.broker.api.FindCoordinatorHandler;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.HeartbeatHandler;
import dev.regroup.broker.api.InitProducerIdHandler;
import dev.regroup.broker.api.JoinGroupHandler;
import dev.regroup.broker.api.LeaveGroupHandler;
import dev.regroup.broker.api.ListGroupsHandler;
import dev.regroup.broker.api.ListOffsetsHandler;
import dev.regroup.broker.api.MetadataHandler;
import dev.regroup.broker.api.Node;
import dev.regroup.broker.api.OffsetCommitHandler;
import dev.regroup.broker.api.OffsetFetchHandler;
import dev.regroup.broker.api.ProduceHandler;
import dev.regroup.broker.api.ProducerIds;
import dev.regroup.broker.api.RecordReads;
import dev.regroup.broker.api.Requests;
import dev.regroup.broker.api.SyncGroupHandler;
import dev.regroup.broker.api.TopicCreation;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.config.BrokerConfig;
import dev.regroup.broker.config.HostPort;
import dev.regroup.broker.network.Listeners;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.PartitionHandles;
import dev.regroup.broker.shard.Shard;
import dev.regroup.broker.shard.ShardEnvironment;
import dev.regroup.broker.shard.ShardEnvironment.ShardPost;
import dev.regroup.broker.shard.ShardThreads;
import dev.regroup.broker.shard.Ticker;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.log.ShardLogs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
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

    private final BrokerConfig config;
    private final Ticker ticker;
    private final PartitionHandles handles = new PartitionHandles();
    private final CataloguePublication catalogue = new CataloguePublication();
    private final ExecutorService diskReaders =
            Executors.newFixedThreadPool(DISK_READERS, daemon("regroup-disk-reader-"));
    private final ExecutorService background =
            Executors.newFixedThreadPool(BACKGROUND_THREADS, daemon("regroup-background-"));
    private final Listeners listeners;
    private final ShardThreads threads;

    /// What the broker stands on.
    ///
    /// @param clusterId as clients see it
    /// @param onFailure told when a shard's log cannot be read any more: the process had better end
    public record Foundation(
            ShardLogs logs, String clusterId, Consumer<RuntimeException> onFailure) {}

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
        Placement placement = new Placement(foundation.logs().shards());
        this.threads =
                new ShardThreads(
                        config.limits().shardThreads(),
                        ticker,
                        background,
                        loading,
                        post -> shards(foundation.logs(), placement, post));
    }

    private List<Shard> shards(ShardLogs logs, Placement placement, ShardPost post) {
        ShardEnvironment environment =
                new ShardEnvironment(ticker, placement, config.groups(), handles, catalogue, post);
        return IntStream.range(0, placement.shards())
                .mapToObj(id -> new Shard(id, logs.log(id), environment))
                .toList();
    }

    private void open(Foundation foundation) {
        Node node = new Node(foundation.clusterId(), config.nodeId(), listeners.endpoints());
        Requests requests =
                new Requests(new Placement(foundation.logs().shards()), threads::request);
        RecordReads reads = new RecordReads(foundation.logs().reader(), diskReaders);
        listeners.open(handlers(node, requests, reads), config.limits(), ticker);
    }

    private List<Handler> handlers(Node node, Requests requests, RecordReads reads) {
        TopicCreation creation = new TopicCreation(requests, config.topics());
        BatchCheck check = new BatchCheck(config.topics().batchBytesMax(), ticker);
        List<Handler> handlers = new ArrayList<>();
        handlers.add(new MetadataHandler(node, catalogue, handles, creation));
        handlers.add(new FindCoordinatorHandler(node, catalogue, creation));
        handlers.add(new ProduceHandler(catalogue, requests, check));
        handlers.add(new FetchHandler(catalogue, handles, reads));
        handlers.add(new ListOffsetsHandler(catalogue, handles, reads));
        handlers.add(new InitProducerIdHandler(new ProducerIds(requests)));
        handlers.add(new CreateTopicsHandler(catalogue, requests, creation));
        handlers.add(new DeleteTopicsHandler(catalogue, requests, config.topics()));
        handlers.add(new CreatePartitionsHandler(requests));
        handlers.add(new JoinGroupHandler(requests));
        handlers.add(new SyncGroupHandler(requests));
        handlers.add(new HeartbeatHandler(requests));
        handlers.add(new LeaveGroupHandler(requests));
        handlers.add(new OffsetCommitHandler(catalogue, requests, ticker));
        handlers.add(new OffsetFetchHandler(catalogue, requests));
        handlers.add(new DescribeGroupsHandler(requests));
        handlers.add(new ListGroupsHandler(requests));
        List<ApiKeys> served = new ArrayList<>(handlers.stream().map(Handler::apiKey).toList());
        served.add(ApiKeys.API_VERSIONS);
        handlers.add(new ApiVersionsHandler(served));
        return handlers;
    }

    /// Where clients reach each listener, by its name.
    public Map<String, HostPort> endpoints() {
        return listeners.endpoints();
    }

    /// Stops taking requests and ends the threads. What is being written becomes durable when the
    /// store is closed, which is its owner's part.
    @Override
    public void close() {
        listeners.close();
        threads.close();
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
