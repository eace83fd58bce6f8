package dev.regroup.cli.demo.member;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The command that started this process, with other arguments.
final class OwnCommand {
    /// A small client that lives for seconds: it need not be compiled as if for days.
    private static final List<String> JVM_OPTIONS =
            List.of(
                    "-Xmx128m",
                    "-XX:+UseSerialGC",
                    "-XX:TieredStopAtLevel=1",
                    "--enable-native-access=ALL-UNNAMED",
                    "-Dorg.slf4j.simpleLogger.defaultLogLevel=error",
                    "-Dorg.slf4j.simpleLogger.log.org.apache.kafka=error");

    /// Options of this process without which its cache for quick starts would not fit the members.
    private static final List<String> INHERITED =
            List.of("-XX:AOTCache=", "-XX:+UseCompactObjectHeaders", "-Xlog:aot=off");

    private OwnCommand() {}

    static List<String> line(List<String> arguments) {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> INHERITED.stream().anyMatch(option::startsWith))
                .forEach(line::add);
        line.addAll(JVM_OPTIONS);
        line.addAll(List.of("-cp", System.getProperty("java.class.path")));
        line.add(System.getProperty("sun.java.command").split(" ", 2)[0]);
        line.addAll(arguments);
        return line;
    }
}
