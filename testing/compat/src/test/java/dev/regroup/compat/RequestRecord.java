package dev.regroup.compat;

import dev.regroup.broker.network.RequestCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What the brokers of a test run were asked, kept in files: `docs/compatibility.md` is made of it.
final class RequestRecord {
    private static final Path FOLDER = Path.of("target/request-counts");

    private RequestRecord() {}

    /// One client software that used one version of one API.
    record Use(String software, String softwareVersion, String api, int version) {}

    static void write(String name, RequestCounts counts) {
        List<String> lines = new ArrayList<>();
        counts.snapshot()
                .forEach((software, kinds) ->
                        kinds.forEach((kind, count) ->
                                lines.add(
                                        "%s|%s|%s|%d|%d"
                                                .formatted(
                                                        software.name(),
                                                        software.version(),
                                                        kind.apiKey().name,
                                                        kind.version(),
                                                        count))));
        try {
            Files.createDirectories(FOLDER);
            Files.write(FOLDER.resolve(name + ".txt"), lines.stream().sorted().toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Of all tests of this run.
    static List<Use> read() {
        if (!Files.isDirectory(FOLDER)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<Use> uses = new ArrayList<>();
            for (Path file : files.sorted().toList()) {
                for (String line : Files.readAllLines(file)) {
                    String[] part = line.split("\\|", 5);
                    uses.add(new Use(part[0], part[1], part[2], Integer.parseInt(part[3])));
                }
            }
            return uses;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
