package dev.regroup.cli.demo.topic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The newest log files of the machine that are text and may be read.
public final class SystemLogs {
    public static final Path FOLDER = Path.of("/var/log");

    private static final int FILES_MAX = 4;
    private static final int DEPTH = 2;

    /// How many bytes are looked at to tell text.
    private static final int SAMPLE_BYTES = 4096;

    private SystemLogs() {}

    private record Log(Path file, FileTime modified) {}

    /// Empty if there is none.
    public static Optional<LineSource> in(Path folder) {
        List<Log> logs = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        try {
            Files.walkFileTree(folder, Set.of(), DEPTH, new Looking(logs));
            List<Path> newest =
                    logs.stream()
                            .sorted(
                                    Comparator.comparing(Log::modified)
                                            .reversed()
                                            .thenComparing(Log::file))
                            .limit(FILES_MAX)
                            .map(Log::file)
                            .toList();
            return newest.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            LineSource.files(
                                    "%s: %s".formatted(folder, LineSource.names(newest)), newest));
        } catch (IOException e) {
            // Files that went while they were looked at: as if there were none.
            return Optional.empty();
        }
    }

    /// Passes over what may not be read: of the machine's logs there is always something.
    private static final class Looking extends SimpleFileVisitor<Path> {
        private final List<Log> logs;

        Looking(List<Log> logs) {
            this.logs = logs;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                log(file).ifPresent(logs::add);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException e) {
            return FileVisitResult.CONTINUE;
        }
    }

    /// Empty if the file cannot be read, is empty, or is not text.
    private static Optional<Log> log(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] sample = in.readNBytes(SAMPLE_BYTES);
            boolean text = sample.length > 0;
            for (byte some : sample) {
                text &= some < 0 || some >= ' ' || some == '\n' || some == '\r' || some == '\t';
            }
            return text
                    ? Optional.of(
                            new Log(
                                    file,
                                    Files.readAttributes(file, BasicFileAttributes.class)
                                            .lastModifiedTime()))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
