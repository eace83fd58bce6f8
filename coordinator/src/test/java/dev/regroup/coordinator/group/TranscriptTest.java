package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The conversations in `src/test/resources/transcripts` run as they are written down. After a
/// change that is meant, `-Dtranscripts.rewrite=true` writes them anew, and the difference is to be
/// read.
class TranscriptTest {
    private static final Path DIRECTORY = Path.of("src/test/resources/transcripts");

    @TestFactory
    Stream<DynamicTest> conversations_areAsWrittenDown() throws IOException {
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            return files.sorted().toList().stream()
                    .map(file ->
                            DynamicTest.dynamicTest(
                                    file.getFileName().toString(), () -> check(file)));
        }
    }

    private static void check(Path file) throws IOException {
        String text = Files.readString(file);
        String now = Transcript.rewritten(text);
        if (Boolean.getBoolean("transcripts.rewrite")) {
            Files.writeString(file, now);
        }
        assertEquals(Boolean.getBoolean("transcripts.rewrite") ? now : text, now);
    }
}
