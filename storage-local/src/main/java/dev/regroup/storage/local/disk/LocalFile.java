package dev.regroup.storage.local.disk;

import dev.regroup.storage.StorageException;
import dev.regroup.storage.disk.DiskFile;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/// A file reached through two channels: an interrupt closes the channel that a thread is reading
/// from, and must never take the writer's channel with it. The reading one is opened again.
final class LocalFile implements DiskFile {
    private final Path path;
    private final FileChannel writing;
    private volatile FileChannel reading;

    LocalFile(Path path) throws IOException {
        this.path = path;
        this.writing = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        this.reading = openForReading(path);
    }

    private static FileChannel openForReading(Path path) throws IOException {
        return FileChannel.open(path, StandardOpenOption.READ);
    }

    @Override
    public String name() {
        return path.toString();
    }

    @Override
    public long sizeBytes() {
        try {
            return writing.size();
        } catch (IOException e) {
            throw LocalDisk.failed("size", path, e);
        }
    }

    @Override
    public int read(ByteBuffer target, long positionBytes) {
        int start = target.position();
        try {
            int count = 0;
            while (target.hasRemaining() && count >= 0) {
                count = channel().read(target, positionBytes + target.position() - start);
            }
        } catch (ClosedChannelException e) {
            throw new StorageException("reading %s was interrupted".formatted(path), e);
        } catch (IOException e) {
            throw LocalDisk.failed("read", path, e);
        }
        return target.position() - start;
    }

    private FileChannel channel() throws IOException {
        FileChannel current = reading;
        if (!current.isOpen() && writing.isOpen()) {
            current = openForReading(path);
            reading = current;
        }
        return current;
    }

    @Override
    public void write(ByteBuffer[] sources, long positionBytes) {
        try {
            // The gathering write has no form that takes a position; one thread writes, so the
            // channel's own position serves.
            writing.position(positionBytes);
            long remaining = 0;
            for (ByteBuffer source : sources) {
                remaining += source.remaining();
            }
            int first = 0;
            while (remaining > 0) {
                remaining -= writing.write(sources, first, sources.length - first);
                while (first < sources.length && !sources[first].hasRemaining()) {
                    first++;
                }
            }
        } catch (IOException e) {
            throw LocalDisk.failed("write", path, e);
        }
    }

    @Override
    public void force() {
        try {
            writing.force(false);
        } catch (IOException e) {
            throw LocalDisk.failed("force", path, e);
        }
    }

    @Override
    public Optional<ByteBuffer> map(long lengthBytes) {
        try {
            // Unmapped when nobody holds it, as the older method does, which makes its buffer by
            // reflection: at the first call that is a tenth of a start.
            return Optional.of(
                    channel()
                            .map(FileChannel.MapMode.READ_ONLY, 0, lengthBytes, Arena.ofAuto())
                            .asByteBuffer());
        } catch (IOException e) {
            throw LocalDisk.failed("map", path, e);
        }
    }

    @Override
    public void close() {
        try {
            writing.close();
            reading.close();
        } catch (IOException e) {
            throw LocalDisk.failed("close", path, e);
        }
    }
}
