package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.AskForTopics;
import dev.regroup.broker.shard.ShardCommand.DeleteRecords;
import dev.regroup.broker.shard.ShardCommand.DescribeProducers;
import dev.regroup.broker.shard.ShardCommand.Durable;
import dev.regroup.broker.shard.ShardCommand.ExpireRecords;
import dev.regroup.broker.shard.ShardCommand.FromLog;
import dev.regroup.broker.shard.ShardCommand.LoadFailed;
import dev.regroup.broker.shard.ShardCommand.Loaded;
import dev.regroup.broker.shard.ShardCommand.LogFailed;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardCommand.Reconcile;
import dev.regroup.broker.shard.ShardCommand.Request;
import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettlingEnded;
import dev.regroup.broker.shard.ShardCommand.TopicChanged;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.Envelope;
import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupShard;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLog.Acquired;
import dev.regroup.storage.log.ShardLog.Use;
import dev.regroup.storage.settle.Settlement;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One shard: a state machine over one log, stepped by [#runOnce].
///
/// [#submit] may be called by any thread. [#runOnce] is called by one thread at a time; whoever
/// arranges for that also makes the previous caller's writes visible to the next. [#load] is called
/// on a background thread.
///
/// The inbox is bounded by its senders: requests in flight, one message of the log a group commit,
/// and what other shards send for requests in flight.
public final class Shard {
    private static final Logger LOG = LoggerFactory.getLogger(Shard.class);

    /// Commands of one turn: so that the log hears of what was decided soon enough.
    private static final int COMMANDS_PER_TURN_MAX = 256;

    private static final long LOAD_AGAIN_MS = 1_000;

    private final int id;
    private final ShardLog log;
    private final ShardEnvironment environment;
    private final Queue<ShardCommand> inbox = new ConcurrentLinkedQueue<>();

    private final Settlings settlings;

    /// Absent while loading.
    private @Nullable Serving serving;

    /// When to try again to load, where that failed for want of space.
    private long loadAgainAtMs = Long.MAX_VALUE;

    /// Whether the log is to be read as soon as a settling has ended.
    private boolean isLoadDeferred;

    private volatile long nextDeadlineMs = Long.MAX_VALUE;

    private record Serving(ShardState state, Turn turn) {}

    public Shard(int id, ShardLog log, ShardEnvironment environment) {
        this.id = id;
        this.log = log;
        this.environment = environment;
        this.settlings = new Settlings(log, environment);
    }

    public int id() {
        return id;
    }

    public void submit(ShardCommand command) {
        inbox.add(command);
    }

    public boolean hasCommands() {
        return !inbox.isEmpty();
    }

    /// When [#runOnce] is next due even without commands, on the monotonic clock; `Long.MAX_VALUE`
    /// for never.
    public long nextDeadlineMs() {
        return nextDeadlineMs;
    }

    /// The groups, to look at between two turns, by whoever runs the shard; absent while it is
    /// loading.
    public Optional<GroupShard> groups() {
        return Optional.ofNullable(serving).map(now -> now.state.groups().all());
    }

    /// Reads the shard's state from its log, having fenced earlier owners. Blocks; the shard serves
    /// once it has then run.
    public void load() {
        ShardState state = new ShardState(id, environment);
        ShardCommand result;
        try {
            Acquired acquired = log.acquire(state, new Listening(state));
            state.setObjects(
                    Settlement.removeOthers(
                            environment.settling().segments(), id, state.objects()));
            state.lead(acquired);
            result = new Loaded(state, acquired.position());
        } catch (RuntimeException e) {
            // Whatever keeps the log from being read, the shard must hear of it.
            result = new LoadFailed(e);
        }
        environment.post().send(id, result);
    }

    /// Handles commands that have arrived, at most [#COMMANDS_PER_TURN_MAX], then deadlines that
    /// have come; hands what was decided to the log. Never blocks.
    public void runOnce() {
        for (int i = 0; i < COMMANDS_PER_TURN_MAX; i++) {
            ShardCommand command = inbox.poll();
            if (command == null) {
                break;
            }
            guarded(
                    command instanceof Request request ? Optional.of(request) : Optional.empty(),
                    () -> handle(command));
        }
        if (inbox.isEmpty()) {
            guarded(Optional.empty(), this::fireDeadlines);
        }
        guarded(Optional.empty(), this::flush);
        nextDeadlineMs = deadline();
    }

    private void handle(ShardCommand command) {
        switch (command) {
            case FromLog fromLog -> hear(fromLog);
            case Request request -> {
                Serving now = serving;
                if (now == null) {
                    Refusals.refuse(request, "shard %d is loading".formatted(id));
                } else if (isShortOfRoom(now, request)) {
                    Refusals.refuse(request, "no space is left for committed offsets");
                } else {
                    now.turn.begin(time(connection(request)));
                    if (request instanceof Settle settle) {
                        settlings.start(now.state, now.turn, settle);
                    } else {
                        decide(now, request);
                    }
                }
            }
        }
    }

    /// Of what groups ask, commits are many and may wait.
    private static boolean isShortOfRoom(Serving now, Request request) {
        return request instanceof OnGroups onGroups
                && (onGroups.command() instanceof CommitOffsets
                        || onGroups.command() instanceof CommitInTransaction)
                && !now.turn.hasRoom(Use.OFFSETS, 0);
    }

    private static void decide(Serving now, Request request) {
        ShardState state = now.state;
        switch (request) {
            case Append append -> state.partitions().append(now.turn, append);
            case OnGroups onGroups -> state.groups().decide(now.turn, onGroups.command());
            case DeleteRecords delete -> state.partitions().deleteRecords(now.turn, delete);
            case ExpireRecords expire ->
                    expire.replyTo()
                            .deliver(
                                    state.partitions()
                                            .expire(now.turn, expire.from(), expire.hold()));
            case DescribeProducers describe -> state.partitions().describeProducers(describe);
            case OnCatalogue onCatalogue ->
                    state.catalogue().orElseThrow().decide(now.turn, onCatalogue.command());
            case TopicChanged changed -> state.partitions().changed(now.turn, changed.change());
            case Reconcile reconcile -> {
                state.partitions().reconcile(now.turn, reconcile);
                state.groups().reconcile();
            }
            case AskForTopics ask -> state.catalogue().orElseThrow().tellTopics(ask.shard());
            case Settle settle -> throw new IllegalStateException("a settling is no decision");
        }
    }

    private void hear(FromLog command) {
        switch (command) {
            case Durable durable -> {
                Serving now = serving;
                if (now != null && now.state == durable.of()) {
                    now.state.partitions().durable(durable.position(), durable.bodies());
                    now.state.groups().durable(durable.position());
                    now.turn.gate().durable(durable.position());
                }
            }
            case LogFailed failed -> {
                if (serving != null && serving.state == failed.of()) {
                    LOG.atError()
                            .addKeyValue("shard", id)
                            .setCause(failed.cause())
                            .log("Log failed, the shard reads it again");
                    dropState();
                }
            }
            case SettlingEnded ended -> {
                boolean isServing = serving != null && serving.state == ended.of();
                if (!settlings.ended(ended, isServing) && isServing) {
                    dropState();
                }
                if (isLoadDeferred) {
                    isLoadDeferred = false;
                    environment.post().load(id);
                }
            }
            case Loaded loaded -> serve(loaded);
            case LoadFailed failed when failed.cause() instanceof StorageFullException full -> {
                LOG.atDebug().addKeyValue("shard", id).setCause(full).log("Shard waits for space");
                loadAgainAtMs = environment.ticker().monotonicMs() + LOAD_AGAIN_MS;
            }
            case LoadFailed failed -> {
                LOG.atError()
                        .addKeyValue("shard", id)
                        .setCause(failed.cause())
                        .log("Shard cannot read its log and stays closed");
                environment.post().unrecoverable(id, failed.cause());
            }
        }
    }

    private void serve(Loaded loaded) {
        Serving now = new Serving(loaded.state(), new Turn(log, loaded.position()));
        serving = now;
        now.turn.begin(time());
        now.state.groups().loaded(now.turn);
        now.state.catalogue().ifPresent(CatalogueSide::loaded);
        settlings.loaded(now.state);
        if (id != 0) {
            environment.post().send(0, new AskForTopics(id));
        }
        LOG.atDebug()
                .addKeyValue("shard", id)
                .addKeyValue("position", loaded.position())
                .log("Shard loaded");
    }

    private void fireDeadlines() {
        Serving now = serving;
        if (now == null && environment.ticker().monotonicMs() >= loadAgainAtMs) {
            loadAgainAtMs = Long.MAX_VALUE;
            environment.post().load(id);
        }
        if (now != null) {
            now.turn.begin(time());
            now.state.groups().fireDeadlines(now.turn);
        }
    }

    private void flush() {
        Serving now = serving;
        if (now != null) {
            now.turn.flush();
        }
    }

    private long deadline() {
        Serving now = serving;
        return now == null
                ? loadAgainAtMs
                : now.state.groups().nextDeadlineMs().orElse(Long.MAX_VALUE);
    }

    private static Optional<ConnectionId> connection(Request request) {
        return request instanceof OnGroups onGroups ? onGroups.connection() : Optional.empty();
    }

    private Envelope time() {
        return time(Optional.empty());
    }

    private Envelope time(Optional<ConnectionId> connection) {
        Ticker ticker = environment.ticker();
        return new Envelope(ticker.wallClockMs(), ticker.monotonicMs(), connection);
    }

    /// A step that throws has met a bug or a log that refuses: the state may have gone ahead of the
    /// log, so that it is dropped and read again. Nobody is told of anything that was not durable.
    private void guarded(Optional<Request> request, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException | AssertionError e) {
            LOG.atError()
                    .addKeyValue("shard", id)
                    .addKeyValue("command", request.map(Shard::name).orElse("none"))
                    .setCause(e)
                    .log("Shard failed, it reads its log again");
            request.ifPresent(failed -> Refusals.refuse(failed, "shard %d failed".formatted(id)));
            dropState();
        }
    }

    /// What a request is, without what clients have put into it.
    private static String name(Request request) {
        return switch (request) {
            case OnGroups onGroups -> onGroups.command().getClass().getSimpleName();
            case OnCatalogue onCatalogue -> onCatalogue.command().getClass().getSimpleName();
            case DeleteRecords delete -> "DeleteRecords of " + delete.partition();
            case DescribeProducers describe -> "DescribeProducers of " + describe.partition();
            case Append append -> "Append to " + append.batches().size() + " partitions";
            case TopicChanged changed -> "TopicChanged " + changed.change().topic().name();
            case Reconcile reconcile -> "Reconcile";
            case AskForTopics ask -> "AskForTopics";
            case Settle settle -> "Settle";
            case ExpireRecords expire -> "ExpireRecords";
        };
    }

    private void dropState() {
        Serving lost = serving;
        if (lost == null) {
            return;
        }
        serving = null;
        lost.turn.gate().failAll();
        lost.state.groups().abandon();
        lost.state.catalogue().ifPresent(CatalogueSide::abandon);
        lost.state.partitions().close();
        if (settlings.isUnderway()) {
            // Its checkpoint must not come after another reading of the log.
            isLoadDeferred = true;
        } else {
            environment.post().load(id);
        }
    }

    /// Carries the log's news into the inbox, marked with the state that they are for.
    private final class Listening implements ShardLog.Listener {
        private final ShardState of;

        Listening(ShardState of) {
            this.of = of;
        }

        @Override
        public void durable(long position, List<Extent> bodies) {
            environment.post().send(id, new Durable(of, position, bodies));
        }

        @Override
        public void failed(StorageException cause) {
            environment.post().send(id, new LogFailed(of, cause));
        }
    }
}
