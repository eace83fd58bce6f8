package dev.regroup.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// The broker's jars: carried inside this one, unpacked once for each of its versions into the
/// system's folder for temporary files.
final class BrokerJars {
    private static final String LIST = "jars/list.txt";

    private record Entry(String sha256, String name) {}

    private BrokerJars() {}

    /// Where they are, in the order of their names; unpacks them if they are not there whole.
    /// Several JVMs may do so at once: each into a folder of its own, which the first one to be
    /// ready gives its final name.
    static List<Path> unpacked() throws IOException {
        byte[] list = read(LIST);
        List<Entry> entries =
                new String(list, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> new Entry(line.substring(0, 64), line.substring(66)))
                        .toList();
        Path folder =
                Path.of(
                        System.getProperty("java.io.tmpdir"),
                        "regroup-testkit-%s-%s"
                                .formatted(
                                        System.getProperty("user.name"),
                                        sha256(list).substring(0, 16)));
        if (!isWhole(folder, entries)) {
            unpack(folder, entries);
        }
        return entries.stream().map(entry -> folder.resolve(entry.name)).toList();
    }

    private static boolean isWhole(Path folder, List<Entry> entries) throws IOException {
        for (Entry entry : entries) {
            Path jar = folder.resolve(entry.name);
            if (!Files.isRegularFile(jar)
                    || !sha256(Files.readAllBytes(jar)).equals(entry.sha256)) {
                return false;
            }
        }
        return true;
    }

    private static void unpack(Path folder, List<Entry> entries) throws IOException {
        Path own = Files.createTempDirectory(folder.getFileName().toString());
        List<Path> written = new ArrayList<>();
        for (Entry entry : entries) {
            byte[] jar = read("jars/" + entry.name);
            if (!sha256(jar).equals(entry.sha256)) {
                throw new IOException(entry.name + " in the testkit's jar is damaged");
            }
            written.add(Files.write(own.resolve(entry.name), jar));
        }
        try {
            Files.move(own, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            replaceOneByOne(folder, written);
            Files.delete(own);
        }
    }

    /// Another JVM was first, or what is there is damaged.
    private static void replaceOneByOne(Path folder, List<Path> written) throws IOException {
        Files.createDirectories(folder);
        for (Path jar : written) {
            Files.move(jar, folder.resolve(jar.getFileName()), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private static byte[] read(String resource) throws IOException {
        try (InputStream in = BrokerJars.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IOException(resource + " is not in the testkit's jar");
            }
            return in.readAllBytes();
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }
}
