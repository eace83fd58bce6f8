package dev.regroup.bench.groups;

import dev.regroup.bench.contender.BrokerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// What a broker's heap holds that something still refers to, as its own JVM counts it after a full
/// collection. The broker stands still meanwhile.
final class LiveHeap {
    private static final String TOTAL = "Total";

    private LiveHeap() {}

    static long bytes(BrokerProcess broker) throws IOException {
        Process histogram =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                                Long.toString(broker.pid()),
                                "GC.class_histogram")
                        .redirectErrorStream(true)
                        .start();
        try (BufferedReader lines = histogram.inputReader(StandardCharsets.UTF_8)) {
            return total(lines.lines().toList())
                    .orElseThrow(() -> new IOException("the broker's JVM does not count its heap"));
        }
    }

    /// The last column of the last line: `Total`, how many objects, and their bytes.
    static Optional<Long> total(List<String> histogram) {
        return histogram.stream()
                .filter(line -> line.startsWith(TOTAL))
                .map(line -> line.trim().split("\\s+", -1))
                .filter(columns -> columns.length == 3)
                .map(columns -> Long.parseLong(columns[2]))
                .findFirst();
    }
}
