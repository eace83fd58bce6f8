package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCommand.ShardOpened;
import dev.regroup.broker.catalogue.CatalogueDecision.Gone;
import dev.regroup.broker.catalogue.CatalogueDecision.Present;
import dev.regroup.broker.catalogue.CatalogueDecision.TopicChange;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.TopicSettings;
import dev.regroup.broker.settings.TopicSettings.Retention;
import dev.regroup.broker.shard.Capture.CapturedPartition;
import dev.regroup.broker.shard.Capture.CapturedTopic;
import dev.regroup.broker.shard.EntryCodec.LogStart;
import dev.regroup.broker.shard.EntryCodec.PartitionsOpened;
import dev.regroup.broker.shard.ShardCheckpoint.HostedState;
import dev.regroup.broker.shard.ShardCheckpoint.TopicState;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.DeleteRecords;
import dev.regroup.broker.shard.ShardCommand.Deleted;
import dev.regroup.broker.shard.ShardCommand.DeletionRefused;
import dev.regroup.broker.shard.ShardCommand.DescribeProducers;
import dev.regroup.broker.shard.ShardCommand.NewBatch;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.Reconcile;
import dev.regroup.storage.compact.Compactor;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.ShardLog.Use;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Accepted;
import dev.regroup.storage.partition.AppendOutcome.Reason;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import dev.regroup.storage.partition.BatchHeader;
import dev.regroup.storage.partition.Partition;
import dev.regroup.storage.partition.PartitionKey;
import dev.regroup.storage.partition.PartitionView;
import dev.regroup.storage.settle.Settlement;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The partitions of one shard.
final class PartitionSide {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionSide.class);
    private static final int EXPIRED_PER_COMMAND_MAX = 1_000;

    private final int shard;
    private final ShardEnvironment environment;
    private final Map<Uuid, OpenTopic> topics = new LinkedHashMap<>();
    private final Deque<Undurable> undurable = new ArrayDeque<>();
    private long durablePosition;
    private int epoch;
    private @Nullable PartitionKey offsetsPartition;

    /// The partitions of one topic that are in this shard.
    private record OpenTopic(String name, Map<Integer, Hosted> partitions) {}

    /// A partition, and the position of the last entry that concerns it.
    private static final class Hosted {
        private final Partition partition;
        private long position;
        private boolean isHeld;

        Hosted(Partition partition) {
            this.partition = partition;
        }
    }

    private record Undurable(long position, Partition partition, BatchHeader header) {}

    PartitionSide(int shard, ShardEnvironment environment) {
        this.shard = shard;
        this.environment = environment;
    }

    // ---- checkpoints ----

    void restore(TopicState topic) {
        for (HostedState hosted : topic.partitions()) {
            PartitionKey key = new PartitionKey(topic.id(), hosted.partition());
            host(
                    topic.name(),
                    new Partition(
                            environment.handles().findOrCreate(key),
                            hosted.state(),
                            hosted.segments()));
        }
    }

    List<CapturedTopic> capture() {
        List<CapturedTopic> captured = new ArrayList<>();
        topics.forEach((id, topic) ->
                captured.add(
                        new CapturedTopic(
                                id,
                                topic.name,
                                topic.partitions.values().stream()
                                        .map(open -> open.partition)
                                        .map(p -> new CapturedPartition(p, p.state()))
                                        .toList())));
        return captured;
    }

    /// What was captured lies in segments now. A partition that has been dropped meanwhile has none
    /// to show.
    void settled(Capture capture, Settlement.Outcome outcome) {
        for (CapturedPartition captured : capture.partitions()) {
            find(captured.key())
                    .filter(open -> open.partition == captured.partition())
                    .ifPresent(open -> {
                        open.partition.settled(
                                outcome.of(captured.key()), captured.state().logEndOffset());
                        open.partition.publish();
                    });
        }
    }

    // ---- replay ----

    void replayOpened(PartitionsOpened opened) {
        opened.partitions().forEach(partition -> open(opened, partition));
    }

    void replayDropped(Uuid topicId) {
        OpenTopic dropped = forget(topicId);
        if (dropped != null) {
            withdraw(dropped);
        }
    }

    void replayLogStart(LogStart start) {
        find(start.partition())
                .ifPresent(open -> {
                    open.partition.startAt(start.offset());
                    open.partition.startDurable(start.offset());
                });
    }

    /// The name of the batch's topic, if the partition has not been dropped since.
    Optional<String> replayBatch(
            PartitionKey key, ByteBuffer body, Extent extent, long wallClockMs) {
        OpenTopic topic = topics.get(key.topicId());
        if (topic == null) {
            return Optional.empty();
        }
        Hosted open = topic.partitions.get(key.partition());
        if (open == null) {
            throw new IllegalStateException("a batch of %s, which is not open".formatted(key));
        }
        BatchHeader header = BatchHeader.read(body);
        boolean own = topic.name.equals(Topic.OFFSETS_NAME);
        open.partition.replay(own ? header.unsequenced() : header, extent, wallClockMs);
        return Optional.of(topic.name);
    }

    /// Replay is over: from now on this shard leads its partitions with `epoch`.
    void lead(int newEpoch, long position) {
        epoch = newEpoch;
        durablePosition = position;
        forEach(open -> {
            open.partition.lead(epoch);
            open.partition.publish();
        });
    }

    // ---- commands ----

    void append(Turn turn, Append command) {
        long bytes = command.batches().stream().mapToLong(batch -> batch.body().remaining()).sum();
        if (!turn.hasRoom(Use.RECORDS, bytes)) {
            AppendOutcome full = new Refused(Reason.STORAGE_FULL, "no space is left for records");
            command.replyTo().deliver(Collections.nCopies(command.batches().size(), full));
            return;
        }
        List<AppendOutcome> outcomes = new ArrayList<>(command.batches().size());
        long restsOn = 0;
        for (NewBatch batch : command.batches()) {
            Optional<Hosted> open = find(batch.partition());
            if (open.isEmpty()) {
                outcomes.add(
                        new Refused(
                                Reason.NOT_LEADER, batch.partition() + " is not in this shard"));
                continue;
            }
            outcomes.add(appendOne(turn, open.get(), batch));
            restsOn = Math.max(restsOn, open.get().position);
        }
        Refused lost =
                new Refused(Reason.STORAGE_FAILED, "the log failed before the batch was durable");
        turn.reply(
                restsOn,
                command.replyTo(),
                List.copyOf(outcomes),
                outcomes.stream().<AppendOutcome>map(outcome -> lost).toList());
    }

    void deleteRecords(Turn turn, DeleteRecords command) {
        Optional<Hosted> found = find(command.partition());
        if (found.isEmpty()) {
            command.replyTo().deliver(new DeletionRefused(DeletionRefused.Refusal.NOT_LEADER));
            return;
        }
        Hosted open = found.get();
        Partition partition = open.partition;
        long wanted = command.offset() == -1 ? partition.highWatermark() : command.offset();
        if (wanted < 0 || wanted > partition.highWatermark()) {
            command.replyTo()
                    .deliver(new DeletionRefused(DeletionRefused.Refusal.OFFSET_OUT_OF_RANGE));
            return;
        }
        if (wanted > partition.logStartOffset()) {
            startAt(turn, open, wanted);
        }
        turn.reply(
                open.position,
                command.replyTo(),
                new Deleted(partition.logStartOffset()),
                new DeletionRefused(DeletionRefused.Refusal.NOT_LEADER));
    }

    /// Deletes what topics' settings do not keep, of the partitions from the `from`th on, and sees
    /// to it that those are settled which are to be compacted; the number to go on with, if there
    /// are more. Those of a topic that is created or dropped between two calls may have to wait for
    /// another round. Groups' own records are never deleted.
    OptionalInt expire(Turn turn, int from, Hold hold) {
        List<Hosted> all = new ArrayList<>();
        forEach(all::add);
        int to = Math.min(all.size(), from + EXPIRED_PER_COMMAND_MAX);
        for (Hosted open : all.subList(Math.min(from, to), to)) {
            PartitionKey key = open.partition.handle().key();
            environment
                    .catalogue()
                    .view()
                    .byId(key.topicId())
                    .ifPresent(topic -> expire(turn, open, topic, hold));
        }
        return to < all.size() ? OptionalInt.of(to) : OptionalInt.empty();
    }

    private void expire(Turn turn, Hosted open, Topic topic, Hold hold) {
        TopicSettings settings = environment.settings().of(topic);
        if (!topic.name().equals(Topic.OFFSETS_NAME)) {
            int partition = open.partition.handle().key().partition();
            long start = startToKeep(turn, open, settings.retention());
            long held =
                    open.partition.startToHold(
                            start, hold.position(topic.name(), partition), hold.bytesMax());
            tellHeld(open, topic, start, held);
            if (held > open.partition.logStartOffset()) {
                startAt(turn, open, held);
            }
        }
        settings.compaction()
                .filter(rule ->
                        Compactor.mayBeDue(
                                open.partition.segments(), rule, turn.envelope().wallClockMs()))
                .ifPresent(rule -> {
                    // Says nothing new; but what is compacted is settled up to a new position.
                    startAt(turn, open, open.partition.logStartOffset());
                });
    }

    /// Says it once, until there is nothing to be held any more.
    private void tellHeld(Hosted open, Topic topic, long start, long held) {
        boolean isHeld = held < start;
        if (isHeld && !open.isHeld) {
            LOG.atInfo()
                    .addKeyValue("topic", topic.name())
                    .addKeyValue("partition", open.partition.handle().key().partition())
                    .addKeyValue("from", held)
                    .addKeyValue("to", start)
                    .log("Records are kept for groups that have not read them");
        }
        open.isHeld = isHeld;
    }

    private static long startToKeep(Turn turn, Hosted open, Retention retention) {
        long nowMs = turn.envelope().wallClockMs();
        OptionalLong oldestMs =
                retention.ms().isPresent()
                        ? OptionalLong.of(nowMs - retention.ms().getAsLong())
                        : OptionalLong.empty();
        return open.partition.startToKeep(oldestMs, retention.bytes());
    }

    private void startAt(Turn turn, Hosted open, long offset) {
        PartitionKey key = open.partition.handle().key();
        open.partition.startAt(offset);
        open.position = turn.log(EntryCodec.logStart(key, offset));
        turn.whenDurable(open.position, () -> showStart(key, offset));
    }

    private void showStart(PartitionKey key, long offset) {
        find(key)
                .ifPresent(open -> {
                    open.partition.startDurable(offset);
                    open.partition.publish();
                });
    }

    void describeProducers(DescribeProducers command) {
        command.replyTo()
                .deliver(find(command.partition()).map(open -> open.partition.producers()));
    }

    /// Appends a batch that the shard itself has made; returns its position.
    long appendOwn(Turn turn, PartitionKey key, ByteBuffer body) {
        Hosted open = find(key).orElseThrow(() -> new IllegalStateException(key + " is not open"));
        NewBatch batch = new NewBatch(key, BatchHeader.read(body).unsequenced(), body);
        if (!(appendOne(turn, open, batch) instanceof Accepted)) {
            throw new IllegalStateException("the shard's own batch was refused by " + key);
        }
        return open.position;
    }

    /// The key of this shard's partition of `__consumer_offsets`, if that topic exists.
    Optional<PartitionKey> offsetsPartition() {
        return Optional.ofNullable(offsetsPartition);
    }

    void changed(Turn turn, TopicChange change) {
        switch (change) {
            case Present present -> {
                openMissing(turn, present.topic());
                sayOpened(turn, present.topic());
            }
            case Gone gone -> drop(turn, gone.topic().id());
        }
    }

    void reconcile(Turn turn, Reconcile reconcile) {
        Set<Uuid> gone = new LinkedHashSet<>(topics.keySet());
        reconcile.topics().forEach(topic -> gone.remove(topic.id()));
        gone.forEach(topicId -> drop(turn, topicId));
        reconcile.topics().forEach(topic -> openMissing(turn, topic));
        reconcile.topics().stream()
                .filter(topic -> reconcile.awaited().contains(topic.id()))
                .forEach(topic -> sayOpened(turn, topic));
        turn.whenDurable(turn.position(), () -> environment.post().reconciled(shard));
    }

    /// The log has everything up to `position`.
    void durable(long position, List<Extent> bodies) {
        Set<Partition> moved = new LinkedHashSet<>();
        for (Extent body : bodies) {
            durablePosition++;
            Undurable next = undurable.peek();
            if (next != null && next.position == durablePosition) {
                undurable.remove();
                next.partition.durable(next.header, body);
                moved.add(next.partition);
            }
        }
        if (durablePosition != position) {
            throw new IllegalStateException(
                    "shard %d: %d bodies lead to position %d, the log says %d"
                            .formatted(shard, bodies.size(), durablePosition, position));
        }
        for (Partition partition : moved) {
            if (find(partition.handle().key()).isPresent()) {
                partition.publish();
            }
        }
    }

    /// The shard loses its log: readers see its partitions closed until it is loaded again.
    void close() {
        forEach(open -> open.partition.handle().publish(PartitionView.CLOSED));
    }

    // ---- steps ----

    private AppendOutcome appendOne(Turn turn, Hosted open, NewBatch batch) {
        AppendOutcome outcome = open.partition.decide(batch.header());
        if (outcome instanceof Accepted accepted) {
            BatchHeader assigned =
                    open.partition.append(batch.header(), accepted, turn.envelope().wallClockMs());
            BatchHeader.assign(batch.body(), assigned.baseOffset(), assigned.leaderEpoch());
            open.position = turn.log(EntryCodec.batch(batch.partition(), batch.body()));
            undurable.add(new Undurable(open.position, open.partition, assigned));
        }
        return outcome;
    }

    private void sayOpened(Turn turn, Topic topic) {
        OnCatalogue opened = new OnCatalogue(new ShardOpened(shard, topic.id(), topic.version()));
        turn.whenDurable(turn.position(), () -> environment.post().send(0, opened));
    }

    private void openMissing(Turn turn, Topic topic) {
        List<Integer> missing = new ArrayList<>();
        int shards = environment.placement().shards();
        for (int partition = firstPartition(topic, environment.placement());
                partition < topic.partitions();
                partition += shards) {
            OpenTopic open = topics.get(topic.id());
            if (open == null || !open.partitions.containsKey(partition)) {
                missing.add(partition);
            }
        }
        for (int from = 0; from < missing.size(); from += EntryCodec.PARTITIONS_PER_ENTRY_MAX) {
            int to = Math.min(missing.size(), from + EntryCodec.PARTITIONS_PER_ENTRY_MAX);
            PartitionsOpened opened =
                    new PartitionsOpened(topic.id(), topic.name(), missing.subList(from, to));
            long position = turn.log(EntryCodec.partitionsOpened(opened));
            for (int partition : opened.partitions()) {
                Hosted open = open(opened, partition);
                open.position = position;
                open.partition.lead(epoch);
                turn.whenDurable(position, open.partition::publish);
            }
        }
    }

    private int firstPartition(Topic topic, Placement placement) {
        return Math.floorMod(shard - placement.shardOf(topic, 0), placement.shards());
    }

    private Hosted open(PartitionsOpened opened, int partition) {
        PartitionKey key = new PartitionKey(opened.topicId(), partition);
        return host(
                opened.topicName(), new Partition(environment.handles().findOrCreate(key), shard));
    }

    private Hosted host(String topicName, Partition partition) {
        PartitionKey key = partition.handle().key();
        Hosted open = new Hosted(partition);
        topics.computeIfAbsent(key.topicId(), id -> new OpenTopic(topicName, new LinkedHashMap<>()))
                .partitions
                .put(key.partition(), open);
        if (topicName.equals(Topic.OFFSETS_NAME) && key.partition() == shard) {
            offsetsPartition = key;
        }
        return open;
    }

    private void drop(Turn turn, Uuid topicId) {
        OpenTopic dropped = forget(topicId);
        if (dropped == null) {
            return;
        }
        turn.log(EntryCodec.topicDropped(topicId));
        withdraw(dropped);
    }

    /// Readers do not find the topic's partitions any more.
    private void withdraw(OpenTopic dropped) {
        for (Hosted open : dropped.partitions.values()) {
            environment.handles().remove(open.partition.handle().key());
            open.partition.handle().publish(PartitionView.CLOSED);
        }
    }

    private @Nullable OpenTopic forget(Uuid topicId) {
        if (offsetsPartition != null && offsetsPartition.topicId().equals(topicId)) {
            offsetsPartition = null;
        }
        return topics.remove(topicId);
    }

    private Optional<Hosted> find(PartitionKey key) {
        OpenTopic topic = topics.get(key.topicId());
        return topic == null
                ? Optional.empty()
                : Optional.ofNullable(topic.partitions.get(key.partition()));
    }

    private void forEach(Consumer<Hosted> action) {
        topics.values().forEach(topic -> topic.partitions.values().forEach(action));
    }
}
