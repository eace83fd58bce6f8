package dev.regroup.cli.demo.topic;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// Where lines come from, as often as wanted.
///
/// @param description what it is, for people
public record LineSource(String description, List<Part> parts) {
    public LineSource {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("nothing to read lines from");
        }
    }

    /// @param name goes with each line, as its key
    /// @param bytes how many there are, to show how far one is; fewer or more may be read
    public record Part(String name, long bytes, Opening opening) {}

    /// Opens it at its beginning.
    @FunctionalInterface
    public interface Opening {
        InputStream open() throws IOException;
    }

    /// @throws IOException if a file cannot be read
    public static LineSource files(String description, List<Path> files) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            // Now, rather than in the middle of the demo.
            Files.newInputStream(file).close();
            parts.add(
                    new Part(
                            file.getFileName().toString(),
                            Files.size(file),
                            () -> Files.newInputStream(file)));
        }
        return new LineSource(description, parts);
    }

    public long bytes() {
        return parts.stream().mapToLong(Part::bytes).sum();
    }

    /// The names of the parts.
    public static String names(List<Path> files) {
        return files.stream()
                .map(file -> file.getFileName().toString())
                .collect(Collectors.joining(", "));
    }
}
