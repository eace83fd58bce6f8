package dev.regroup.storage.local.blob;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.nio.ByteBuffer;

/// A checkpoint as a file among the blobs, for whoever only looks at it.
public final class CheckpointFile {
    private static final String PREFIX = "checkpoint+";

    private CheckpointFile() {}

    /// Whether a file of the blobs' folder is a checkpoint.
    public static boolean isCheckpoint(String name) {
        return name.startsWith(PREFIX);
    }

    /// Throws [dev.regroup.storage.CorruptDataException] if it is damaged.
    ///
    /// @param name of a file in the blobs' folder
    public static Checkpoint read(Disk disk, String name) {
        try (DiskFile file = disk.open(LocalBlobStore.FOLDER + "/" + name)) {
            ByteBuffer content =
                    ByteBuffer.allocate((int) Math.min(file.sizeBytes(), Integer.MAX_VALUE - 8));
            file.read(content, 0);
            return Checkpoint.decode(file.name(), content.flip());
        }
    }
}
