package dev.regroup.storage.local.inspect;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import dev.regroup.storage.local.blob.LocalBlobStore;
import dev.regroup.storage.local.directory.Identity;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `docs/formats/segment.md`: only which objects there are. Their batches are checked when they are
/// read.
record SegmentFormat() implements DataFormat {
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
        long objects = disk.list(folder()).stream().filter(this::holds).count();
        if (objects > 0) {
            findings.saw("%d objects with segments, which are not looked into".formatted(objects));
        }
    }

    @Override
    public void dump(Disk disk, String name, Consumer<String> lines) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(name + " has no segments");
        }
        try (DiskFile file = disk.open(folder() + "/" + name)) {
            lines.accept(
                    "segments of shard %s, object %s, %d bytes"
                            .formatted(matcher.group(1), matcher.group(2), file.sizeBytes()));
        }
    }
}
