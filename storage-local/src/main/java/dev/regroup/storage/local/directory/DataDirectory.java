package dev.regroup.storage.local.directory;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.regroup.storage.disk.Disk;
import dev.regroup.storage.disk.DiskFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.util.Properties;

/// The file `regroup.properties` at the top of a data directory; `docs/formats/data-directory.md`
/// describes it.
public final class DataDirectory {
    public static final String FILE = "regroup.properties";
    public static final int FORMAT_VERSION = 1;

    /// Is there while a backup into the directory has not ended.
    public static final String INCOMPLETE = "backup.incomplete";

    private static final String TEMPORARY = FILE + ".tmp";

    private DataDirectory() {}

    /// The identity of the directory; one without gets `ifNew`, durably. Throws
    /// [DataDirectoryException] if it is another node's or of a newer format.
    public static Identity open(Disk disk, Identity ifNew) {
        refuseIncomplete(disk);
        disk.delete(TEMPORARY);
        if (!disk.exists(FILE)) {
            refuseContent(disk);
            create(disk, ifNew);
            return ifNew;
        }
        Identity found = parse(read(disk));
        if (found.nodeId() != ifNew.nodeId()) {
            throw new DataDirectoryException(
                    "the data directory belongs to node %d, this is node %d"
                            .formatted(found.nodeId(), ifNew.nodeId()));
        }
        // A creator that died may not have made the name durable.
        disk.forceDirectory("");
        return found;
    }

    /// The identity of a directory that is there. Changes nothing.
    public static Identity identity(Disk disk) {
        if (!disk.exists(FILE)) {
            throw new DataDirectoryException(
                    "there is no %s: not a data directory".formatted(FILE));
        }
        return parse(read(disk));
    }

    private static void refuseIncomplete(Disk disk) {
        if (disk.exists(INCOMPLETE)) {
            throw new DataDirectoryException(
                    "the directory is a backup that has not ended (%s is there); take another one"
                            .formatted(INCOMPLETE));
        }
    }

    private static void refuseContent(Disk disk) {
        if (disk.list("journal").stream().anyMatch(name -> name.endsWith(".log"))) {
            throw new DataDirectoryException(
                    "the data directory has a journal but no " + FILE + "; restore that file");
        }
    }

    private static void create(Disk disk, Identity identity) {
        String text =
                """
                # Written by Regroup when this directory was made. Do not edit.
                format.version=%d
                cluster.id=%s
                node.id=%d
                shards=%d
                """
                        .formatted(
                                FORMAT_VERSION,
                                identity.clusterId(),
                                identity.nodeId(),
                                identity.shards());
        try (DiskFile file = disk.open(TEMPORARY)) {
            file.write(new ByteBuffer[] {UTF_8.encode(text)}, 0);
            file.force();
        }
        disk.rename(TEMPORARY, FILE);
        disk.forceDirectory("");
    }

    private static Properties read(Disk disk) {
        try (DiskFile file = disk.open(FILE)) {
            ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(file.sizeBytes(), 1 << 16));
            file.read(bytes, 0);
            Properties properties = new Properties();
            properties.load(new StringReader(UTF_8.decode(bytes.flip()).toString()));
            return properties;
        } catch (IOException | IllegalArgumentException e) {
            throw new DataDirectoryException(FILE + " cannot be read: " + e.getMessage(), e);
        }
    }

    private static Identity parse(Properties properties) {
        int version = number(properties, "format.version");
        if (version != FORMAT_VERSION) {
            throw new DataDirectoryException(
                    "the data directory has format %d, this version reads %d; use a newer version"
                            .formatted(version, FORMAT_VERSION));
        }
        try {
            return new Identity(
                    value(properties, "cluster.id"),
                    number(properties, "node.id"),
                    number(properties, "shards"));
        } catch (IllegalArgumentException e) {
            throw new DataDirectoryException("%s: %s".formatted(FILE, e.getMessage()), e);
        }
    }

    private static int number(Properties properties, String key) {
        String value = value(properties, key);
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new DataDirectoryException(
                    "%s: %s is '%s', expected a number".formatted(FILE, key, value), e);
        }
    }

    private static String value(Properties properties, String key) {
        String value = properties.getProperty(key);
        if (value == null) {
            throw new DataDirectoryException("%s has no %s".formatted(FILE, key));
        }
        return value.strip();
    }
}
