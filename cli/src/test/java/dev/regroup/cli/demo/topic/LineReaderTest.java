package dev.regroup.cli.demo.topic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void lines_comeWithoutTheirEnds_theLastOneEvenIfItHasNone() throws IOException {
        assertEquals(List.of("a", "", "b", "c"), lines("a\n\r\nb\r\nc"));
        assertEquals(List.of(), lines(""));
    }

    @Test
    void bytesThatAreNoText_passUnchanged() throws IOException {
        byte[] bytes = {(byte) 0xff, 0, (byte) 0xc3, '\n'};
        try (LineReader reader = new LineReader(new ByteArrayInputStream(bytes))) {
            assertArrayEquals(
                    new byte[] {(byte) 0xff, 0, (byte) 0xc3}, reader.next().orElseThrow());
            assertEquals(4, reader.bytesRead());
            assertTrue(reader.next().isEmpty());
        }
    }

    @Test
    void aLineWithoutEnd_isCut() throws IOException {
        String endless = "x".repeat(LineReader.LINE_BYTES_MAX * 2 + 1);

        assertEquals(
                List.of(LineReader.LINE_BYTES_MAX, LineReader.LINE_BYTES_MAX, 1),
                lines(endless).stream().map(String::length).toList());
    }

    private static List<String> lines(String text) throws IOException {
        List<String> lines = new ArrayList<>();
        try (LineReader reader =
                new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)))) {
            Optional<byte[]> line = reader.next();
            while (line.isPresent()) {
                lines.add(new String(line.get(), StandardCharsets.UTF_8));
                line = reader.next();
            }
        }
        return lines;
    }
}
