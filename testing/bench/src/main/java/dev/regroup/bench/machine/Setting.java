package dev.regroup.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/// Where something was measured, as far as figures depend on it.
///
/// @param processor its model
/// @param fileSystem that the brokers' data were on
/// @param variables names of environment variables that change how brokers run
public record Setting(
        Instant at,
        String processor,
        int processors,
        long memoryMb,
        String fileSystem,
        String jdk,
        double loadAverageBefore,
        List<String> variables) {
    public Setting {
        variables = List.copyOf(variables);
    }

    /// This machine, now.
    public static Setting here(String fileSystem) throws IOException {
        return new Setting(
                Instant.now().truncatedTo(ChronoUnit.SECONDS),
                field("/proc/cpuinfo", "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("[^0-9]", "")) / 1024,
                fileSystem,
                Runtime.version().toString(),
                OtherLoad.loadAverage(),
                System.getenv().keySet().stream()
                        .filter(Setting::changesBrokers)
                        .sorted()
                        .toList());
    }

    private static boolean changesBrokers(String variable) {
        return variable.startsWith("REGROUP_") || variable.equals("JDK_JAVA_OPTIONS");
    }

    /// The first value of that name in a file of `name: value` lines.
    private static String field(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).trim())
                .findFirst()
                .orElse("unknown");
    }
}
