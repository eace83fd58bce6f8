package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCodec;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.storage.log.LogEntry;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.log.ShardLog.Acquired;
import dev.regroup.storage.settle.ObjectTable;
import dev.regroup.storage.settle.Settlement;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Everything a shard knows, rebuilt from its log. Dropped whole when the log fails.
final class ShardState implements ShardLog.Replay {
    private final Ticker ticker;
    private final PartitionSide partitions;
    private final GroupSide groups;
    private final Optional<CatalogueSide> catalogue;
    private final int shard;
    private ObjectTable objects = ObjectTable.NONE;
    private long settledPosition;

    ShardState(int shard, ShardEnvironment environment) {
        this.shard = shard;
        this.ticker = environment.ticker();
        this.partitions = new PartitionSide(shard, environment);
        this.groups = new GroupSide(shard, environment, partitions);
        this.catalogue =
                shard == 0 ? Optional.of(new CatalogueSide(environment)) : Optional.empty();
    }

    PartitionSide partitions() {
        return partitions;
    }

    GroupSide groups() {
        return groups;
    }

    Optional<CatalogueSide> catalogue() {
        return catalogue;
    }

    @Override
    public void checkpoint(long position, ByteBuffer state) {
        ShardCheckpoint checkpoint = ShardCheckpoint.decode(shard, state);
        checkpoint.topics().forEach(partitions::restore);
        groups.restore(checkpoint.groups());
        catalogue.ifPresent(side -> side.restore(checkpoint.catalogue()));
        objects = checkpoint.objects();
        settledPosition = position;
    }

    /// Everything as it is now.
    ///
    /// @param position the last one logged
    Capture capture(long position) {
        return new Capture(
                position,
                ticker.wallClockMs(),
                catalogue.map(CatalogueSide::snapshot).orElse(List.of()),
                groups.snapshot(),
                partitions.capture());
    }

    void settled(Capture capture, Settlement.Outcome outcome) {
        partitions.settled(capture, outcome);
        objects = outcome.objects();
        settledPosition = capture.position();
    }

    /// Up to which position everything is settled and in a checkpoint.
    long settledPosition() {
        return settledPosition;
    }

    /// The objects in use.
    ObjectTable objects() {
        return objects;
    }

    /// Objects that are not in use have been found, or have been written in vain.
    void setObjects(ObjectTable found) {
        objects = found;
    }

    @Override
    public void entry(ShardLog.Replayed replayed) {
        LogEntry entry = replayed.entry();
        switch (entry.kind()) {
            case EntryCodec.BATCH ->
                    partitions
                            .replayBatch(
                                    EntryCodec.readBatchHeader(entry.header()),
                                    entry.body(),
                                    replayed.body(),
                                    ticker.wallClockMs())
                            .filter(Topic.OFFSETS_NAME::equals)
                            .ifPresent(offsets -> groups.replay(entry.body().slice()));
            case EntryCodec.PARTITIONS_OPENED ->
                    partitions.replayOpened(EntryCodec.readPartitionsOpened(entry.header()));
            case EntryCodec.TOPIC_DROPPED ->
                    partitions.replayDropped(EntryCodec.readTopicDropped(entry.header()));
            case EntryCodec.LOG_START ->
                    partitions.replayLogStart(EntryCodec.readLogStart(entry.header()));
            case EntryCodec.CATALOGUE ->
                    catalogue
                            .orElseThrow(
                                    () -> new IllegalStateException("catalogue outside shard 0"))
                            .replay(CatalogueCodec.decode(entry.header()));
            default ->
                    throw new IllegalStateException(
                            "log entry of unknown kind %d".formatted(entry.kind()));
        }
    }

    void lead(Acquired acquired) {
        partitions.lead(acquired.epoch(), acquired.position());
    }
}
