package dev.regroup.storage.local.journal;

import dev.regroup.storage.log.ShardLog.Use;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is left of the journal while no further file can be prepared, and who may still have it.
///
/// As long as files can be prepared there is room for everything. When that fails, the rest of the
/// present file is all there is: records leave an eighth of a file to the others, committed offsets
/// a thirty-second, so that members come and go and topics can be deleted while the disk is full.
/// Safe for use by many threads; never blocks.
public final class JournalRoom {
    private static final Logger LOG = LoggerFactory.getLogger(JournalRoom.class);

    private static final int RECORDS_LEAVE_PART = 8;
    private static final int OFFSETS_LEAVE_PART = 32;

    private final long fileBytes;
    private final AtomicLong queuedBytes = new AtomicLong();
    private final LongAdder refusals = new LongAdder();
    private final AtomicBoolean isRefusing = new AtomicBoolean();
    private volatile long leftBytes;
    private volatile boolean isGrowing = true;
    private volatile OptionalLong usableBytes = OptionalLong.empty();

    /// The room as somebody may watch it.
    ///
    /// @param isRefusing whether records are refused at present
    /// @param refusals how often something was refused for want of room
    /// @param leftBytes of the journal file being written
    public record Reading(boolean isRefusing, long refusals, long leftBytes) {}

    /// @param fileBytes the size of a file, of which the reserves are parts
    JournalRoom(long fileBytes) {
        this.fileBytes = fileBytes;
    }

    public Reading reading() {
        return new Reading(isRefusing.get(), refusals.sum(), leftBytes);
    }

    /// See [dev.regroup.storage.log.ShardLog#hasRoom].
    public boolean has(Use use, long bytes) {
        if (isGrowing || leftBytes - queuedBytes.get() - bytes >= reserveBytes(use)) {
            return true;
        }
        refusals.increment();
        if (use == Use.RECORDS && isRefusing.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("usableBytes", shown(usableBytes))
                    .addKeyValue("neededBytes", fileBytes)
                    .addKeyValue("leftBytes", leftBytes)
                    .log("Records are refused until there is room for another journal file");
        }
        return false;
    }

    private long reserveBytes(Use use) {
        return switch (use) {
            case RECORDS -> fileBytes / RECORDS_LEAVE_PART;
            case OFFSETS -> fileBytes / OFFSETS_LEAVE_PART;
        };
    }

    /// Entries wait to be written.
    void queued(long bytes) {
        queuedBytes.addAndGet(bytes);
    }

    /// They wait no longer.
    void taken(long bytes) {
        queuedBytes.addAndGet(-bytes);
    }

    /// What the file being written to can take; 0 if there is none.
    void left(long bytes) {
        leftBytes = bytes;
    }

    /// No further file could be prepared; true if the last attempt had succeeded.
    ///
    /// @param usable what the disk has left
    boolean stopsGrowing(OptionalLong usable) {
        usableBytes = usable;
        boolean before = isGrowing;
        isGrowing = false;
        return before;
    }

    /// A file has been prepared.
    void grows() {
        isGrowing = true;
        if (isRefusing.compareAndSet(true, false)) {
            LOG.atInfo()
                    .addKeyValue("refusals", refusals.sum())
                    .log("Records are taken again: there is another journal file");
        }
    }

    private static String shown(OptionalLong bytes) {
        return bytes.isPresent() ? Long.toString(bytes.getAsLong()) : "unknown";
    }
}
