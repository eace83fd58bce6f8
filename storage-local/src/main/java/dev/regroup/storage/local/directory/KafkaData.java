package dev.regroup.storage.local.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Knows Apache Kafka's data directories, so that none is ever written to.
final class KafkaData {
    private static final List<String> SIGNS =
            List.of(
                    "meta.properties",
                    "__cluster_metadata-0",
                    "recovery-point-offset-checkpoint",
                    "replication-offset-checkpoint",
                    "log-start-offset-checkpoint");
    private static final Pattern PARTITION = Pattern.compile(".+-[0-9]+");

    private KafkaData() {}

    /// What in `folder` is Kafka's; empty if nothing is.
    static Optional<String> signIn(Path folder) throws IOException {
        for (String sign : SIGNS) {
            if (Files.exists(folder.resolve(sign))) {
                return Optional.of(sign);
            }
        }
        try (Stream<Path> entries = Files.list(folder)) {
            for (Path entry : (Iterable<Path>) entries::iterator) {
                String name = entry.getFileName().toString();
                if (PARTITION.matcher(name).matches() && holdsSegments(entry)) {
                    return Optional.of(name);
                }
            }
        }
        return Optional.empty();
    }

    private static boolean holdsSegments(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return false;
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.anyMatch(file -> file.getFileName().toString().endsWith(".log"));
        }
    }
}
