package dev.regroup.broker.shard;

import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.broker.shard.ShardCommand.SettlingEnded;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.compact.CompactionRule;
import dev.regroup.storage.log.ShardLog;
import dev.regroup.storage.settle.ObjectTable;
import dev.regroup.storage.settle.Settlement;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The settlings of one shard, one at a time:
///
/// ```text
///  shard     capture at the last position logged ── durable ──▶ targets
///  background   segments, each object forced ─▶ checkpoint, forced
///  shard     views show the segments
///  background   the log's space is released, objects of no use are deleted
/// ```
///
/// Each step rests on the one before. Whatever is cut off in between leaves objects that no
/// checkpoint names, which the next load deletes, or space that the next release covers.
final class Settlings {
    private static final Logger LOG = LoggerFactory.getLogger(Settlings.class);

    private final ShardLog log;
    private final ShardEnvironment environment;
    private @Nullable Settle underway;

    /// How it ended.
    sealed interface Ended {}

    record Done(Settlement.Outcome outcome) implements Ended {}

    /// Nothing has changed but that some numbers of objects are used up.
    record Failed(long nextObject) implements Ended {}

    /// Whether there is a checkpoint is not known: only a reading of the log can tell.
    record Uncertain() implements Ended {}

    Settlings(ShardLog log, ShardEnvironment environment) {
        this.log = log;
        this.environment = environment;
    }

    /// Whether a settling runs that may still take a checkpoint: the log must not be read anew.
    boolean isUnderway() {
        return underway != null;
    }

    void start(ShardState state, Turn turn, Settle settle) {
        if (underway != null) {
            settle.replyTo().deliver(SettleOutcome.NOTHING_TO_DO);
            return;
        }
        if (turn.position() == state.settledPosition()) {
            // Perhaps it could not be released when it had settled, for a backup.
            release(
                    state.settledPosition(),
                    List.of(),
                    () -> settle.replyTo().deliver(SettleOutcome.NOTHING_TO_DO));
            return;
        }
        underway = settle;
        Capture capture = state.capture(turn.position());
        turn.reply(capture.position(), isDurable -> goOn(state, capture, isDurable), true, false);
    }

    private void goOn(ShardState state, Capture capture, boolean isDurable) {
        if (!isDurable) {
            Settle settle = underway;
            underway = null;
            if (settle != null) {
                settle.replyTo().deliver(SettleOutcome.FAILED);
            }
            return;
        }
        List<Settlement.Target> targets = capture.targets(this::compaction);
        ObjectTable before = state.objects();
        environment
                .settling()
                .background()
                .execute(() ->
                        environment
                                .post()
                                .send(
                                        log.shard(),
                                        new SettlingEnded(
                                                state, capture, run(capture, targets, before))));
    }

    private Optional<CompactionRule> compaction(Uuid topicId) {
        return environment
                .catalogue()
                .view()
                .byId(topicId)
                .flatMap(topic -> environment.settings().of(topic).compaction());
    }

    /// On a background thread. Whatever keeps it from ending well, the shard must hear that it has
    /// ended.
    private Ended run(Capture capture, List<Settlement.Target> targets, ObjectTable before) {
        Settling settling = environment.settling();
        Settlement settlement =
                new Settlement(
                        settling.segments(),
                        settling.journal(),
                        log.shard(),
                        before,
                        settling.compactor());
        Settlement.Outcome outcome;
        try {
            outcome = settlement.run(targets, capture.wallClockMs());
        } catch (RuntimeException e) {
            complain(e);
            settling.compactor().failed();
            settlement.discard();
            return new Failed(settlement.nextObject());
        }
        try {
            ShardCheckpoint checkpoint = capture.checkpoint(outcome);
            log.checkpoint(capture.position(), checkpoint.encode(capture.wallClockMs()));
            settling.compactor().succeeded();
            return new Done(outcome);
        } catch (RuntimeException e) {
            complain(e);
            settling.compactor().failed();
            return new Uncertain();
        }
    }

    private void complain(RuntimeException cause) {
        LOG.atError()
                .addKeyValue("shard", log.shard())
                .setCause(cause)
                .log("Settling failed; it is tried again, and the journal grows meanwhile");
    }

    /// On the shard's thread.
    ///
    /// @param isServing whether the shard still has the state that was captured
    /// @return whether the shard may go on with that state
    boolean ended(SettlingEnded command, boolean isServing) {
        Settle settle = underway;
        underway = null;
        ReplyTo<SettleOutcome> replyTo = settle == null ? outcome -> {} : settle.replyTo();
        ShardState state = command.of();
        return switch (command.ended()) {
            case Done done when isServing -> {
                state.settled(command.capture(), done.outcome);
                release(
                        command.capture().position(),
                        done.outcome.unused(),
                        () -> replyTo.deliver(SettleOutcome.SETTLED));
                yield true;
            }
            case Done done -> {
                replyTo.deliver(SettleOutcome.FAILED);
                yield true;
            }
            case Failed failed -> {
                state.setObjects(state.objects().after(failed.nextObject - 1));
                replyTo.deliver(SettleOutcome.FAILED);
                yield true;
            }
            case Uncertain uncertain -> {
                replyTo.deliver(SettleOutcome.FAILED);
                yield false;
            }
        };
    }

    /// The shard has been loaded: what its checkpoint covers is of no use in the log.
    void loaded(ShardState state) {
        if (state.settledPosition() > 0) {
            release(state.settledPosition(), List.of(), () -> {});
        }
    }

    private void release(long position, List<Long> unused, Runnable done) {
        environment
                .settling()
                .background()
                .execute(() -> {
                    try {
                        log.release(position);
                        unused.forEach(object ->
                                environment.settling().segments().delete(log.shard(), object));
                    } catch (StorageException e) {
                        LOG.atWarn()
                                .addKeyValue("shard", log.shard())
                                .setCause(e)
                                .log("Space could not be given back; it is tried again");
                    } finally {
                        done.run();
                    }
                });
    }
}
