package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/// One of Kafka's own command-line tools, run as its script runs it.
record KafkaTool(String mainClass, String bootstrap, Path folder) {
    private static final long WITHIN_S = 60;

    /// Where `testing/tools` has put the tools and what they depend on.
    private static final Path LIBRARIES = Path.of("../tools/target/lib").toAbsolutePath();

    /// What a tool printed, errors included, and how it ended.
    record Output(String text, int exitCode) {
        Output succeeded() {
            assertEquals(0, exitCode, text);
            return this;
        }

        Output failed() {
            assertTrue(exitCode != 0, text);
            return this;
        }

        /// Has a part that matches.
        Output says(String regex) {
            assertTrue(
                    Pattern.compile(regex, Pattern.MULTILINE).matcher(text).find(),
                    () -> "no '%s' in:%n%s".formatted(regex, text));
            return this;
        }

        /// The lines that begin with this word, in order of their words, which are one blank apart
        /// whatever the width of the columns.
        List<String> rowsOf(String word) {
            return text.lines()
                    .map(line -> line.strip().replaceAll("\\s+", " "))
                    .filter(line -> line.equals(word) || line.startsWith(word + " "))
                    .sorted()
                    .toList();
        }

        Output doesNotSay(String regex) {
            assertTrue(
                    !Pattern.compile(regex, Pattern.MULTILINE).matcher(text).find(),
                    () -> "'%s' in:%n%s".formatted(regex, text));
            return this;
        }
    }

    /// Runs it with `--bootstrap-server` and these arguments.
    Output run(String... arguments) {
        return runWithInput("", arguments);
    }

    Output runWithInput(String input, String... arguments) {
        List<String> command = command();
        command.addAll(List.of("--bootstrap-server", bootstrap));
        command.addAll(List.of(arguments));
        return execute(command, input);
    }

    /// Runs it with these arguments only.
    Output runPlain(String... arguments) {
        List<String> command = command();
        command.addAll(List.of(arguments));
        return execute(command, "");
    }

    private List<String> command() {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx256m"));
        command.addAll(List.of("-cp", LIBRARIES + "/*", mainClass));
        return command;
    }

    private Output execute(List<String> command, String input) {
        try {
            Path in = Files.writeString(Files.createTempFile(folder, "in", ".txt"), input);
            Path out = Files.createTempFile(folder, "out", ".txt");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectInput(in.toFile())
                            .redirectOutput(out.toFile())
                            .start();
            boolean ended = process.waitFor(WITHIN_S, TimeUnit.SECONDS);
            process.destroyForcibly();
            String text = Files.readString(out);
            assertTrue(ended, () -> "%s did not end:%n%s".formatted(command, text));
            return new Output(text, process.exitValue());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
