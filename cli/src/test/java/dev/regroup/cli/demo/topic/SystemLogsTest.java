package dev.regroup.cli.demo.topic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SystemLogsTest {
    @TempDir private Path folder;

    @Test
    void textFiles_areTakenNewestFirst_othersAreNot() throws IOException {
        file("old.log", "a\n", 1_000);
        file("new.log", "grüße\n", 2_000);
        Files.createDirectory(folder.resolve("apt"));
        file("apt/history.log", "b\n", 3_000);
        file("empty.log", "", 4_000);
        file("wtmp", "\0\1\2", 5_000);

        LineSource source = SystemLogs.in(folder).orElseThrow();

        assertEquals(
                List.of("history.log", "new.log", "old.log"),
                source.parts().stream().map(LineSource.Part::name).toList());
        assertEquals(folder + ": history.log, new.log, old.log", source.description());
    }

    @Test
    void aFolderWithoutText_orNoFolder_hasNone() throws IOException {
        assertEquals(Optional.empty(), SystemLogs.in(folder));
        assertEquals(Optional.empty(), SystemLogs.in(folder.resolve("missing")));
    }

    private void file(String name, String text, long modifiedMs) throws IOException {
        Path file = Files.writeString(folder.resolve(name), text);
        Files.setLastModifiedTime(file, FileTime.fromMillis(modifiedMs));
    }
}
