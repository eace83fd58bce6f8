package dev.regroup.cli.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The lines of the files given, byte for byte: logs need not be valid UTF-8.
final class Lines {
    private Lines() {}

    /// @param source the file's name
    /// @param text the line without its end, a character for each of its bytes
    record Line(String source, String text) {
        byte[] bytes() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }

    /// Every line of every file, in order.
    static List<Line> read(List<Path> files) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Path file : files) {
            String source = file.getFileName().toString();
            // One byte, one character: nothing is lost on the way in and out.
            try (BufferedReader reader =
                    Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
                reader.lines().forEach(line -> lines.add(new Line(source, line)));
            }
        }
        return lines;
    }
}
