package dev.regroup.architecture;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The files of the repository that this test runs in.
///
/// @param root the folder that holds the parent pom
record Repository(Path root) {
    /// Classes that break the rules on purpose.
    private static final String BAD =
            "testing/architecture/src/test/java/dev/regroup/architecture/bad/";

    /// Programs that stand for a user's, each in the way of its own language: not modules.
    private static final List<String> CLIENTS = List.of("testing/compat/clients/", "examples/");

    private static final Set<String> NOT_SOURCE = Set.of("target", ".git", ".idea", "node_modules");

    /// The nearest folder upwards whose pom is the parent of all modules.
    static Repository find() throws IOException {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path pom = folder.resolve("pom.xml");
            if (Files.exists(pom)
                    && Files.readString(pom).contains("<artifactId>regroup</artifactId>")
                    && Files.isDirectory(folder.resolve("coordinator"))) {
                return new Repository(folder);
            }
        }
        throw new IllegalStateException("no parent pom above " + start);
    }

    List<Source> javaSources() throws IOException {
        return files(path ->
                path.endsWith(".java")
                        && !path.startsWith(BAD)
                        && CLIENTS.stream().noneMatch(path::startsWith));
    }

    List<Source> poms() throws IOException {
        return files(path -> path.equals("pom.xml") || path.endsWith("/pom.xml"));
    }

    Source read(String path) throws IOException {
        return new Source(path, Files.readString(root.resolve(path), StandardCharsets.UTF_8));
    }

    /// The names of a folder's files, sorted.
    List<String> names(String folder) throws IOException {
        try (Stream<Path> files = Files.list(root.resolve(folder))) {
            return files.map(file -> String.valueOf(file.getFileName())).sorted().toList();
        }
    }

    private List<Source> files(Predicate<String> wanted) throws IOException {
        List<String> paths;
        try (Stream<Path> walk = Files.walk(root)) {
            paths =
                    walk.map(root::relativize)
                            .filter(Repository::isSource)
                            .map(path -> path.toString().replace('\\', '/'))
                            .filter(wanted)
                            .sorted()
                            .toList();
        }
        List<Source> sources = new ArrayList<>();
        for (String path : paths) {
            sources.add(read(path));
        }
        return sources;
    }

    private static boolean isSource(Path path) {
        for (Path part : path) {
            if (NOT_SOURCE.contains(part.toString())) {
                return false;
            }
        }
        return true;
    }
}
