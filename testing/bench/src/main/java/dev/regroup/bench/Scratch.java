package dev.regroup.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A folder for the brokers' data, which is gone when this process is, also after Ctrl-C; and so
/// are its children, who would write there for ever.
final class Scratch implements AutoCloseable {
    private final Path folder;
    private final Thread atEnd;
    private volatile boolean isEnding;

    private Scratch(Path folder) {
        this.folder = folder;
        this.atEnd = new Thread(this::endAll, "end-of-measuring");
        Runtime.getRuntime().addShutdownHook(atEnd);
    }

    static Scratch in(Path parent) throws IOException {
        return new Scratch(Files.createTempDirectory(Files.createDirectories(parent), "bench-"));
    }

    Path folder() {
        return folder;
    }

    /// As `df` names it.
    String fileSystem() throws IOException {
        return Files.getFileStore(folder).type();
    }

    /// Whether `fdatasync` has nothing to do there.
    boolean isMemory() throws IOException {
        return List.of("tmpfs", "ramfs").contains(fileSystem());
    }

    /// Whether this process was told to end, so that whatever fails now says nothing.
    boolean isEnding() {
        return isEnding;
    }

    @Override
    public void close() throws IOException {
        if (!isEnding) {
            Runtime.getRuntime().removeShutdownHook(atEnd);
            delete(folder);
        }
    }

    private void endAll() {
        isEnding = true;
        List<ProcessHandle> children = ProcessHandle.current().descendants().toList();
        children.forEach(ProcessHandle::destroyForcibly);
        children.forEach(child -> child.onExit().join());
        try {
            delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("left behind: " + folder, e);
        }
    }

    /// Files that vanish meanwhile are no reason to stop.
    static void delete(Path folder) throws IOException {
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.deleteIfExists(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException e) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path one, @Nullable IOException e)
                            throws IOException {
                        Files.deleteIfExists(one);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
