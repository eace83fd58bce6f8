package dev.regroup.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Builds the example as a user would, with the testkit's jar and other versions of Kafka's clients
/// than the broker's own. Between these two, record classes moved to another package.
class ExampleTest {
    private static final Path EXAMPLE = Path.of("..", "examples", "junit");
    private static final Path REPOSITORY = Path.of("target", "example-repository").toAbsolutePath();
    private static final String VERSION = System.getProperty("testkit.version", "");
    private static final int WITHIN_S = 300;

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"3.9.1", "4.3.1"})
    void withKafkasClients(String version) throws Exception {
        installTestkit();
        Path project = copyOfTheExample();
        Path settings = Files.writeString(folder.resolve("settings.xml"), settings());
        Path output = folder.resolve("output.txt");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
        command.addAll(List.of("-B", "-ntp", "-gs", settings.toString()));
        command.add("-Dmaven.repo.local=" + REPOSITORY);
        command.add("-Dkafka.version=" + version);
        command.add("-Dregroup.version=" + VERSION);
        command.add("verify");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(project.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));

        Process maven = builder.start();

        assertTrue(maven.waitFor(WITHIN_S, TimeUnit.SECONDS), "the build hangs");
        String said = Files.readString(output);
        assertEquals(0, maven.exitValue(), said);
        assertTrue(said.contains("Tests run: 2, Failures: 0, Errors: 0, Skipped: 0"), said);
    }

    /// As `mvn install` would, but into a repository of this test alone.
    private static void installTestkit() throws IOException {
        Path home =
                Files.createDirectories(
                        REPOSITORY.resolve("dev/regroup/regroup-testkit").resolve(VERSION));
        String name = "regroup-testkit-" + VERSION;
        Files.write(
                home.resolve(name + ".jar"),
                Files.readAllBytes(Path.of(System.getProperty("testkit.jar"))));
        Files.writeString(
                home.resolve(name + ".pom"),
                """
                <project xmlns="http://maven.apache.org/POM/4.0.0">
                    <modelVersion>4.0.0</modelVersion>
                    <groupId>dev.regroup</groupId>
                    <artifactId>regroup-testkit</artifactId>
                    <version>%s</version>
                </project>
                """
                        .formatted(VERSION));
    }

    private Path copyOfTheExample() throws IOException {
        Path copy = Files.createDirectory(folder.resolve("example"));
        try (Stream<Path> files = Files.walk(EXAMPLE)) {
            for (Path file :
                    files.filter(one -> !one.startsWith(EXAMPLE.resolve("target"))).toList()) {
                Path target = copy.resolve(EXAMPLE.relativize(file).toString());
                if (Files.isDirectory(file)) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(file, target);
                }
            }
        }
        return copy;
    }

    /// What the user has already is taken from there; what is missing comes from where Maven is
    /// told to look.
    private static String settings() {
        String repository =
                """
                <id>what-is-there</id>
                <url>file://%s</url>
                <releases><enabled>true</enabled><checksumPolicy>ignore</checksumPolicy></releases>
                <snapshots><enabled>false</enabled></snapshots>
                """
                        .formatted(Path.of(System.getProperty("user.home"), ".m2", "repository"));
        return """
        <settings>
            <profiles>
                <profile>
                    <id>what-is-there</id>
                    <repositories><repository>%s</repository></repositories>
                    <pluginRepositories><pluginRepository>%s</pluginRepository></pluginRepositories>
                </profile>
            </profiles>
            <activeProfiles><activeProfile>what-is-there</activeProfile></activeProfiles>
        </settings>
        """
                .formatted(repository, repository);
    }
}
