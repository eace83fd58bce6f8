package dev.regroup.storage.local.journal;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.StorageFullException;
import dev.regroup.storage.log.Extent;
import dev.regroup.storage.log.LogEntry;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Writes what shards queue: everything that has gathered goes out with one force (group commit).
///
/// Anyone may [#enqueue] and [#refuses]; all else belongs to the one thread that calls [#runOnce].
/// The queue is bounded by those who append: a broker admits a bounded amount of requests.
final class JournalWriter {
    private static final long COMMIT_BYTES_MAX = 16 << 20;
    private static final int COMMIT_GROUPS_MAX = 4096;

    /// How long to wait before trying again to prepare a file.
    static final long PREPARE_AGAIN_NS = TimeUnit.SECONDS.toNanos(1);

    /// There is no file to go on in. The present one is whole, and may take less.
    private static final class OutOfFiles extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final StorageFullException cause;

        OutOfFiles(StorageFullException cause) {
            super(cause);
            this.cause = cause;
        }
    }

    /// What one owner hears at the next commit.
    private static final class Report {
        long position;
        List<Extent> bodies = new ArrayList<>();
    }

    private final Queue<Queued> queue = new ConcurrentLinkedQueue<>();
    private final GatherWrite gather;
    private final ByteBuffer frameBytes = ByteBuffer.allocate(EntryFrame.BYTES);
    private final ByteBuffer padding = ByteBuffer.allocate(Long.BYTES);
    private final Map<Owner, Report> reports = new LinkedHashMap<>();
    private final List<Queued.Request> requests = new ArrayList<>();
    private final int shards;
    private final Durability durability;
    private final JournalFiles files;
    private final SpareFiles spares;

    private volatile @Nullable JournalFile file;
    private long filePosition;
    private long stagedSequence;
    private volatile long committedSequence;
    private long forcedSequence;
    private volatile long forcedLife;
    private final long[] lastPositions;
    private long stagedBytes;
    private boolean forceAsked;
    private int epoch;
    private volatile int fencedEpoch;
    private volatile @Nullable StorageException failure;
    private volatile @Nullable Thread parked;
    private volatile boolean closed;

    JournalWriter(
            int shards,
            JournalConfig config,
            JournalFiles files,
            SpareFiles spares,
            Recovery.Recovered recovered) {
        this.shards = shards;
        this.durability = config.durability();
        this.gather = new GatherWrite(config.fileBytes());
        this.files = files;
        this.spares = spares;
        this.epoch = recovered.scan().epoch();
        this.stagedSequence = recovered.scan().lastSequence();
        this.committedSequence = stagedSequence;
        this.forcedSequence = stagedSequence;
        this.lastPositions = recovered.scan().lastPositions();
        if (!recovered.used().isEmpty()) {
            file = recovered.used().getLast().file();
            filePosition = recovered.scan().end();
            gather.moveTo(filePosition);
        }
        noteRoom();
    }

    /// Queues work; never blocks.
    void enqueue(Queued work) {
        spares.room().queued(work.sizeBytes());
        queue.add(work);
        Thread waiting = parked;
        if (waiting != null) {
            LockSupport.unpark(waiting);
        }
        if (closed) {
            refuseQueued();
        }
    }

    /// Whether an owner of this epoch may no longer append, since something of its time was lost.
    boolean refuses(int ownerEpoch) {
        return ownerEpoch <= fencedEpoch;
    }

    /// What an append that is refused is told.
    StorageException refusal(int shard) {
        StorageException cause = failedBecause();
        return new StorageException(
                "shard %d must be acquired again: %s".formatted(shard, cause.getMessage()), cause);
    }

    /// Whether there is no file to go on in until an epoch is asked for.
    boolean isBroken() {
        return file == null;
    }

    boolean isIdle() {
        return queue.isEmpty();
    }

    /// Waits until something is queued, or [#wake].
    void parkWhileIdle() {
        parked = Thread.currentThread();
        if (queue.isEmpty() && spares.isAwaited()) {
            LockSupport.parkNanos(this, PREPARE_AGAIN_NS);
        } else if (queue.isEmpty()) {
            LockSupport.park(this);
        }
        parked = null;
    }

    /// Tries again to have a file prepared, if one is needed that could not be had.
    void prepareAgain() {
        spares.askAgain();
    }

    void wake(Thread thread) {
        LockSupport.unpark(thread);
    }

    /// The sequence up to which entries have been reported durable.
    long committedSequence() {
        return committedSequence;
    }

    /// Commits what has gathered; returns false if there was nothing.
    boolean runOnce() {
        @Nullable Queued next = queue.poll();
        if (next == null) {
            return false;
        }
        stagedBytes = 0;
        int groups = 0;
        while (next != null) {
            take(next);
            groups++;
            boolean full = stagedBytes >= COMMIT_BYTES_MAX || groups >= COMMIT_GROUPS_MAX;
            next = full ? null : queue.poll();
        }
        commit();
        return true;
    }

    private void take(Queued next) {
        try {
            switch (next) {
                case Queued.Group group -> stage(group);
                case Queued.NewEpoch newEpoch -> stage(newEpoch);
                case Queued.Force force -> stage(force);
            }
        } catch (OutOfFiles e) {
            if (next instanceof Queued.Group) {
                // The order of the journal is one over all shards: nothing may follow what is
                // missing.
                fence(e.cause);
            }
            refuse(next, e.cause);
        } catch (StorageException e) {
            fail(e);
            refuse(next, e);
        } finally {
            noteRoom();
            spares.room().taken(next.sizeBytes());
        }
    }

    private static void refuse(Queued work, StorageException cause) {
        switch (work) {
            case Queued.Group group -> group.owner().fail(cause);
            case Queued.Request request -> request.outcome().fail(cause);
        }
    }

    private void noteRoom() {
        JournalFile current = file;
        spares.room().left(current == null ? 0 : current.sizeBytes() - filePosition);
    }

    private void stage(Queued.Group group) {
        Owner owner = group.owner();
        if (refuses(owner.epoch())) {
            owner.fail(failedBecause());
            return;
        }
        long position = group.firstPosition();
        for (LogEntry entry : group.entries()) {
            makeRoom(entry);
            EntryFrame frame = frame(EntryFrame.Type.SHARD, owner.epoch(), entry);
            frame = frame.ofShard(owner.shard(), position);
            long body = filePosition + frame.bodyOffset();
            write(frame, entry);
            Report report = reports.computeIfAbsent(owner, o -> new Report());
            lastPositions[owner.shard()] = position;
            report.position = position++;
            report.bodies.add(new Extent(frame.life(), body, frame.bodyBytes()));
        }
    }

    private void stage(Queued.NewEpoch request) {
        if (file == null) {
            rotate();
        }
        LogEntry nothing = new LogEntry((byte) 0, ByteBuffer.allocate(0), ByteBuffer.allocate(0));
        makeRoom(nothing);
        epoch++;
        write(frame(EntryFrame.Type.EPOCH, epoch, nothing), nothing);
        request.outcome().epoch(epoch);
        requests.add(request);
        // Forced under any durability: a loss after a power cut shows in the epochs.
        forceAsked = true;
    }

    private void stage(Queued.Force request) {
        if (file == null) {
            throw failedBecause();
        }
        forceAsked = true;
        requests.add(request);
    }

    private void makeRoom(LogEntry entry) {
        long bytes = EntryFrame.paddedBytes(entry.header().remaining(), entry.body().remaining());
        while (filePosition + bytes > current().sizeBytes()) {
            rotate();
        }
    }

    private EntryFrame frame(EntryFrame.Type type, int entryEpoch, LogEntry entry) {
        return new EntryFrame(
                current().life(),
                stagedSequence + 1,
                forcedSequence,
                0,
                entryEpoch,
                EntryFrame.NO_SHARD,
                type,
                entry.kind(),
                entry.header().remaining(),
                entry.body().remaining());
    }

    private void write(EntryFrame frame, LogEntry entry) {
        frame.encode(frameBytes.clear(), entry);
        gather.put(current(), frameBytes.flip());
        gather.put(current(), entry.header());
        gather.put(current(), entry.body());
        int contentBytes = frame.bodyOffset() + frame.bodyBytes();
        gather.put(current(), padding.slice(0, (int) (frame.paddedBytes() - contentBytes)));
        filePosition += frame.paddedBytes();
        stagedBytes += frame.paddedBytes();
        stagedSequence = frame.sequence();
    }

    private JournalFile current() {
        JournalFile current = file;
        if (current == null) {
            throw new IllegalStateException("no journal file is open for writing");
        }
        return current;
    }

    /// Goes on in the next file. The old one is forced whatever the durability, so that only the
    /// newest file can have lost anything after a crash.
    private void rotate() {
        JournalFile full = file;
        if (full != null) {
            gather.flush(full);
            force(full);
            report();
        }
        JournalFile next = nextFile();
        if (full != null) {
            files.end(full.life(), lastPositions.clone());
        }
        FileHeader header =
                new FileHeader(shards, next.life(), stagedSequence + 1, epoch, next.sizeBytes());
        files.add(new UsedFile(next, header));
        file = next;
        filePosition = FileHeader.BYTES;
        gather.moveTo(0);
        gather.put(next, header.encode());
    }

    private JournalFile nextFile() {
        try {
            return spares.take();
        } catch (StorageFullException e) {
            throw new OutOfFiles(e);
        }
    }

    private void force(JournalFile written) {
        written.file().force();
        forcedSequence = stagedSequence;
        forcedLife = written.life();
    }

    /// The life of the newest file of which entries are known to be forced; 0 for none.
    long forcedLife() {
        return forcedLife;
    }

    private void commit() {
        JournalFile written = file;
        if (written == null) {
            return;
        }
        try {
            gather.flush(written);
            boolean unforced = forcedSequence < stagedSequence;
            if (forceAsked || (unforced && durability == Durability.FSYNC)) {
                force(written);
            }
        } catch (StorageException e) {
            fail(e);
            return;
        }
        report();
        if (filePosition > written.sizeBytes() / 2) {
            spares.ask();
        }
    }

    private void report() {
        committedSequence = stagedSequence;
        forceAsked = false;
        Map<Owner, Report> told = new LinkedHashMap<>(reports);
        reports.clear();
        told.forEach((owner, report) ->
                owner.listener().durable(report.position, List.copyOf(report.bodies)));
        requests.forEach(request -> request.outcome().succeed());
        requests.clear();
    }

    /// Gives up the file: what it holds beyond the last commit is cut off by the next file's
    /// header. It is never forced again, since a second force may succeed without having written
    /// what the first one failed to.
    private void fail(StorageException cause) {
        JournalFile failed = file;
        if (failed != null) {
            files.giveUp(failed.life(), lastPositions.clone());
        }
        file = null;
        gather.discard();
        stagedSequence = committedSequence;
        fence(cause);
    }

    /// Takes their logs from all owners.
    private void fence(StorageException cause) {
        failure = cause;
        fencedEpoch = epoch;
        forceAsked = false;
        List<Owner> losers = List.copyOf(reports.keySet());
        reports.clear();
        losers.forEach(owner -> owner.fail(cause));
        requests.forEach(request -> request.outcome().fail(cause));
        requests.clear();
        noteRoom();
    }

    private StorageException failedBecause() {
        StorageException cause = failure;
        return cause != null ? cause : new StorageException("the journal is closed");
    }

    /// Fails whatever is queued and refuses everything from now on.
    void close(StorageException cause) {
        fail(cause);
        fencedEpoch = Integer.MAX_VALUE;
        closed = true;
        refuseQueued();
    }

    private void refuseQueued() {
        StorageException cause = failedBecause();
        for (Queued next = queue.poll(); next != null; next = queue.poll()) {
            refuse(next, cause);
        }
    }
}
