package dev.regroup.app.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The folder that users put the jars of their plug-ins into.
final class PluginFolder {
    private PluginFolder() {}

    /// Finds classes on the broker's class path first, then in the folder's jars, in the order of
    /// their names. Stays open for as long as the process runs: a class may need others later.
    static ClassLoader classes(Path folder) {
        return new URLClassLoader(
                "plugins",
                jars(folder).stream().map(PluginFolder::url).toArray(URL[]::new),
                PluginFolder.class.getClassLoader());
    }

    private static List<Path> jars(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".jar")).sorted().toList();
        } catch (IOException e) {
            throw new ConfigException(
                    List.of("regroup.plugins.dir %s cannot be read: %s".formatted(folder, e)));
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(e);
        }
    }
}
