package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.app.config.Config.Overrides;
import dev.regroup.coordinator.assign.Assignor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `group.consumer.assignors`, with classes of users in a folder.
class AssignorsParserTest {
    private static final String CLASS = "org.example.NothingForAnybody";
    private static final String SOURCE =
            """
            package org.example;

            import java.util.Map;
            import org.apache.kafka.coordinator.group.api.assignor.*;

            public class NothingForAnybody implements ConsumerGroupPartitionAssignor {
                @Override
                public String name() {
                    return "NAME";
                }

                @Override
                public GroupAssignment assign(GroupSpec group, SubscribedTopicDescriber topics) {
                    return new GroupAssignment(Map.of());
                }
            }
            """;

    private Path folder;

    @BeforeEach
    void start(@TempDir Path temporary) {
        folder = temporary;
    }

    @Test
    void aUsersClass_isLoadedFromItsFolder_andMembersWishForItByItsName() throws IOException {
        provide("nothing");

        Config config = config("uniform, " + CLASS);

        assertEquals(
                List.of("uniform", "nothing"), config.broker().groups().consumers().assignors());
        assertEquals(
                List.of("nothing"),
                config.plugins().assignors().stream().map(Assignor::name).toList());
        assertEquals(10_000, config.plugins().assignorTimeoutMs());
    }

    @Test
    void aUsersClassThatComesFirst_isTheDefault() throws IOException {
        provide("nothing");

        assertEquals(
                List.of("nothing", "range"),
                config(CLASS + ",range").broker().groups().consumers().assignors());
    }

    @Test
    void aClassThatIsNotThere_isRefused_andSaysWhereItWasLookedFor() {
        assertEquals(
                "group.consumer.assignors names %s, but there is no class %s (jars are looked for in %s, regroup.plugins.dir)"
                        .formatted(CLASS, CLASS, folder.toAbsolutePath()),
                refusal(CLASS));
    }

    @Test
    void aFolderThatDoesNotExist_isOneWithoutClasses() throws IOException {
        Files.delete(folder);

        assertTrue(refusal(CLASS).contains("there is no class"));
        Files.createDirectory(folder);
    }

    @Test
    void aNameThatIsTaken_isRefused() throws IOException {
        provide("range");

        assertEquals(
                "group.consumer.assignors names %s, and another that is called range too"
                        .formatted(CLASS),
                refusal("range," + CLASS));
    }

    @Test
    void whatIsNeitherAStrategyNorAClass_isRefused() {
        assertEquals(
                "group.consumer.assignors is 'no'; there are uniform, range, roundrobin, sticky, and classes of your own by their full names",
                refusal("no"));
        assertTrue(refusal(" , ").startsWith("group.consumer.assignors is ','"));
    }

    private String refusal(String assignors) {
        ConfigException refused = assertThrows(ConfigException.class, () -> config(assignors));
        assertEquals(1, refused.problems().size(), refused.getMessage());
        return refused.problems().getFirst();
    }

    private Config config(String assignors) {
        return Config.of(
                Map.of(
                        "group.consumer.assignors",
                        assignors,
                        "regroup.plugins.dir",
                        folder.toString()),
                new Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    /// Compiles a class of this name for itself, and packs it as users do.
    private void provide(String name) throws IOException {
        Path work = Files.createTempDirectory(folder, "work");
        Path source = work.resolve("NothingForAnybody.java");
        Files.writeString(source, SOURCE.replace("NAME", name));
        int failed =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "-cp",
                                System.getProperty("java.class.path"),
                                "-d",
                                work.toString(),
                                source.toString());
        assertEquals(0, failed);
        String entry = CLASS.replace('.', '/') + ".class";
        try (JarOutputStream jar =
                new JarOutputStream(Files.newOutputStream(folder.resolve("own.jar")))) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(Files.readAllBytes(work.resolve(entry)));
            jar.closeEntry();
        }
    }
}
