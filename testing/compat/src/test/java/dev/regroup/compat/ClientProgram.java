package dev.regroup.compat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// A program that uses a client, most of them in `testing/compat/clients`, and what runs it.
///
/// @param client as `provide` names it, if that installs it
/// @param installed whether `provide` has to have named the client: Maven brings the Java clients
record ClientProgram(String client, boolean installed, List<String> command) {
    private static final Path PROGRAMS = Path.of("clients").toAbsolutePath();

    /// Source that is compiled as it is launched, with the jars of the client.
    static ClientProgram javaSource(String client, String program) {
        return java(client, InstalledClients.path(client, "*"), program("java", program));
    }

    /// The same with what `testing/tools` has put together: Kafka Streams, and what it depends on.
    static ClientProgram streams(String... arguments) {
        String jars = Path.of("../tools/target/lib").toAbsolutePath() + "/*";
        return java("streams", jars, program("java", "Streams.java")).with(arguments);
    }

    /// A class of this module, with the jars of the newest client.
    static ClientProgram javaClass(Class<?> program) {
        String classes = Path.of("target", "test-classes").toAbsolutePath().toString();
        String jars = InstalledClients.path("java", "*");
        return java("java", classes + File.pathSeparator + jars, program.getName());
    }

    static ClientProgram debianPython(String client, String program) {
        return provided(client, "/usr/bin/python3", program("python", program));
    }

    static ClientProgram python(String client, String program) {
        String python = InstalledClients.path("python", "bin", "python");
        return provided(client, python, program("python", program));
    }

    static ClientProgram node(String client, String program) {
        return provided(client, InstalledClients.path("js", "node"), program("js", program));
    }

    static ClientProgram go(String... arguments) {
        return provided("franz-go", InstalledClients.path("go", "suite")).with(arguments);
    }

    static ClientProgram sarama(String... arguments) {
        return provided("sarama", InstalledClients.path("go", "suite")).with(arguments);
    }

    static ClientProgram rust(String... arguments) {
        return provided("rdkafka", InstalledClients.path("rust", "debug", "suite")).with(arguments);
    }

    ClientProgram with(String... arguments) {
        List<String> all = Stream.concat(command.stream(), Arrays.stream(arguments)).toList();
        return new ClientProgram(client, installed, all);
    }

    /// Ends the test if the client has to be installed and is not: see [InstalledClients#require].
    void require() throws IOException {
        if (installed) {
            InstalledClients.require(client);
        }
    }

    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("NODE_PATH", InstalledClients.path("js", "node_modules"));
        // Nothing is written beside the programs.
        builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
        return builder;
    }

    private static ClientProgram java(String client, String classPath, String program) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", classPath, program));
        return new ClientProgram(client, false, command);
    }

    private static ClientProgram provided(String client, String... command) {
        return new ClientProgram(client, true, List.of(command));
    }

    private static String program(String language, String name) {
        return PROGRAMS.resolve(language).resolve(name).toString();
    }
}
