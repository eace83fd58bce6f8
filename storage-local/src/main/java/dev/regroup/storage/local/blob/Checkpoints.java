package dev.regroup.storage.local.blob;

import dev.regroup.storage.CorruptDataException;
import dev.regroup.storage.StorageException;
import dev.regroup.storage.blob.BlobStore;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The checkpoints of all shards, one object each: `checkpoint/<shard>/<position, 16 hex>`. All
/// methods block.
public final class Checkpoints {
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final BlobStore blobs;

    public Checkpoints(BlobStore blobs) {
        this.blobs = blobs;
    }

    /// The newest checkpoint that is whole. A damaged one is passed over with a warning: the
    /// journal still has what it stood for, or the caller finds that it has not.
    ///
    /// It is durable: one that a process put which died, or whose force failed, may have been
    /// visible only, and what it stands for is about to be given up.
    public Optional<Checkpoint> newest(int shard) {
        for (String key : blobs.list(prefix(shard)).reversed()) {
            try {
                Checkpoint newest = read(key);
                blobs.putIfAbsent(key, newest.encode());
                return Optional.of(newest);
            } catch (CorruptDataException e) {
                LOG.atWarn()
                        .setMessage("passed over a damaged checkpoint")
                        .addKeyValue("shard", shard)
                        .addKeyValue("key", key)
                        .setCause(e)
                        .log();
            }
        }
        return Optional.empty();
    }

    private Checkpoint read(String key) {
        long lengthBytes = blobs.lengthBytes(key).orElse(0L);
        ByteBuffer content =
                blobs.get(key, 0, (int) Math.min(lengthBytes, Integer.MAX_VALUE))
                        .orElse(ByteBuffer.allocate(0));
        Checkpoint checkpoint = Checkpoint.decode(key, content);
        if (!key.equals(key(checkpoint.shard(), checkpoint.position()))) {
            throw new CorruptDataException(
                    key, 0, key, key(checkpoint.shard(), checkpoint.position()));
        }
        return checkpoint;
    }

    /// Stores the checkpoint durably, then deletes the older ones of its shard.
    public void store(Checkpoint checkpoint) {
        String key = key(checkpoint.shard(), checkpoint.position());
        ByteBuffer content = checkpoint.encode();
        if (!blobs.putIfAbsent(key, content)) {
            replace(key, content);
        }
        List<String> keys = blobs.list(prefix(checkpoint.shard()));
        keys.stream().filter(older -> older.compareTo(key) < 0).forEach(blobs::delete);
    }

    private void replace(String key, ByteBuffer content) {
        try {
            read(key);
        } catch (CorruptDataException e) {
            blobs.delete(key);
            if (!blobs.putIfAbsent(key, content)) {
                throw new StorageException(key + " is damaged and cannot be replaced yet", e);
            }
        }
    }

    private static String prefix(int shard) {
        return "checkpoint/" + shard + "/";
    }

    private static String key(int shard, long position) {
        return prefix(shard) + "%016x".formatted(position);
    }
}
