package dev.regroup.storage.local.inspect;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.Identity;
import dev.regroup.storage.local.journal.EntryContent;
import dev.regroup.storage.segment.Segment;
import dev.regroup.storage.segment.SegmentObject;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `docs/formats/segment.md`: each object by itself, and whether what checkpoints name is there.
record SegmentFormat(EntryContent content) implements DataFormat {
    private static final Pattern NAME = Pattern.compile("(\\d+)\\+([0-9a-f]{16})");

    @Override
    public String folder() {
        return LocalBlobStore.SEGMENT_FOLDER;
    }

    @Override
    public boolean holds(String name) {
        return NAME.matcher(name).matches();
    }

    @Override
    public void check(Disk disk, Identity identity, Findings findings) {
        Set<String> left = new HashSet<>();
        disk.list(folder()).stream().filter(this::holds).forEach(left::add);
        int objects = left.size();
        long segments = 0;
        for (Findings.Named named : findings.named()) {
            if (left.remove(named.file())) {
                segments += checkNamed(disk, named, findings);
            } else {
                findings.damaged(
                        new CorruptDataException(
                                folder() + "/" + named.file(),
                                0,
                                "an object with %d segments".formatted(named.segments().size()),
                                "no file"));
            }
        }
        if (objects > 0) {
            findings.saw("%d objects with %d segments".formatted(objects - left.size(), segments));
        }
        if (!left.isEmpty()) {
            findings.saw(
                    "%d objects that no checkpoint names, which the next start removes"
                            .formatted(left.size()));
        }
    }

    /// Returns how many segments of the object are in use.
    private int checkNamed(Disk disk, Findings.Named named, Findings findings) {
        Set<Segment> there = new HashSet<>();
        read(disk, named.file(), findings::damaged).forEach(each -> there.add(each.segment()));
        for (Segment segment : named.segments()) {
            if (!there.contains(segment)) {
                findings.damaged(
                        new CorruptDataException(
                                folder() + "/" + named.file(),
                                segment.position(),
                                "%s, as the checkpoint of shard %d says"
                                        .formatted(segment, named.shard()),
                                "none like it"));
            }
        }
        return named.segments().size();
    }

    private List<SegmentObject.Found> read(
            Disk disk, String name, Consumer<CorruptDataException> damage) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " has no segments");
        }
        try (DiskFile file = disk.open(folder() + "/" + name)) {
            ByteBuffer bytes =
                    ByteBuffer.allocate((int) Math.min(file.sizeBytes(), Integer.MAX_VALUE - 8));
            file.read(bytes, 0);
            return SegmentObject.read(
                    file.name(),
                    bytes.flip(),
                    Integer.parseInt(matcher.group(1)),
                    Long.parseUnsignedLong(matcher.group(2), 16),
                    damage);
        }
    }

    @Override
    public void dump(Disk disk, String name, Consumer<String> lines) {
        List<String> damages = new ArrayList<>();
        for (SegmentObject.Found found :
                read(disk, name, damage -> damages.add("damaged: " + damage.getMessage()))) {
            Segment segment = found.segment();
            lines.accept(
                    "byte %d: partition %d of %s, offsets %d to %d, %d bytes, %d blocks, latest timestamp %d"
                            .formatted(
                                    segment.position(),
                                    found.partition(),
                                    found.topicId(),
                                    segment.baseOffset(),
                                    segment.lastOffset(),
                                    segment.lengthBytes(),
                                    segment.indexEntries(),
                                    segment.maxTimestampMs()));
            dumpBatches(segment.position(), found.batches(), lines);
        }
        damages.forEach(lines);
    }

    private void dumpBatches(int start, ByteBuffer batches, Consumer<String> lines) {
        for (int at = 0; at < batches.limit(); ) {
            int size = SegmentObject.batchBytes(batches, at);
            if (size == 0) {
                lines.accept("byte %d: no batch".formatted(start + at));
                return;
            }
            lines.accept(
                    "byte %d: %s".formatted(start + at, content.batch(batches.slice(at, size))));
            at += size;
        }
    }
}
