package dev.regroup.cli.demo.topic;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/// Lines, byte for byte without their ends: logs need not be valid in any encoding. Only one line
/// is in memory.
final class LineReader implements AutoCloseable {
    /// Longer lines are cut into several.
    static final int LINE_BYTES_MAX = 64 << 10;

    private static final int BUFFER_BYTES = 64 << 10;

    private final InputStream in;
    private long bytesRead;

    LineReader(InputStream in) {
        this.in = new BufferedInputStream(in, BUFFER_BYTES);
    }

    /// Empty at the end.
    Optional<byte[]> next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        int next = in.read();
        if (next < 0) {
            return Optional.empty();
        }
        while (next >= 0) {
            bytesRead++;
            if (next == '\n') {
                break;
            }
            line.write(next);
            if (line.size() == LINE_BYTES_MAX) {
                break;
            }
            next = in.read();
        }
        return Optional.of(withoutCarriageReturn(line.toByteArray()));
    }

    long bytesRead() {
        return bytesRead;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        int last = line.length - 1;
        return last >= 0 && line[last] == '\r' ? Arrays.copyOf(line, last) : line;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
