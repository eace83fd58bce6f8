package dev.regroup.broker;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// Bytes as an earlier version wrote them, from `golden/` among the resources: hexadecimal, free in
/// its blanks, a line that begins with `#` is a comment. A golden is never edited; what changes a
/// format adds its own.
public final class GoldenFile {
    private GoldenFile() {}

    /// The bytes in one line of hexadecimal digits, to be compared.
    public static String hex(String name) {
        try (InputStream in = GoldenFile.class.getResourceAsStream("/golden/" + name + ".hex")) {
            if (in == null) {
                throw new IllegalArgumentException("no golden " + name);
            }
            StringBuilder digits = new StringBuilder();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .forEach(line -> digits.append(line.replace(" ", "")));
            return digits.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static ByteBuffer bytes(String name) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex(name)));
    }

    /// What a buffer holds from its position on; the position stays.
    public static String hex(ByteBuffer written) {
        byte[] bytes = new byte[written.remaining()];
        written.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
