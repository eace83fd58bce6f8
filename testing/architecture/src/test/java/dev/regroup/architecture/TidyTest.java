package dev.regroup.architecture;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.architecture.CatchRules.Allowed;
import java.io.IOException;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// The repository's own files keep the style guide where a program can tell.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TidyTest {
    private static final String BROKER = "broker/src/main/java/dev/regroup/broker/";

    /// Who may catch whatever comes, and why.
    private static final List<Allowed> BROAD_CATCHES =
            List.of(
                    new Allowed(
                            BROKER + "Broker.java",
                            1,
                            "closes what a failed start has opened, then throws on"),
                    new Allowed(
                            BROKER + "api/ConsumerSubscriptions.java",
                            1,
                            "Kafka's generated readers throw anything on malformed bytes, which"
                                    + " a client may send as its metadata"),
                    new Allowed(
                            BROKER + "assignment/ConsumerAssignments.java",
                            1,
                            "Kafka's generated readers throw anything on malformed bytes, which"
                                    + " a leader may have handed in"),
                    new Allowed(
                            BROKER + "assignment/Assignments.java",
                            1,
                            "a strategy that fails is its group's affair alone, logged"),
                    new Allowed(
                            BROKER + "plugin/PluginLoader.java",
                            1,
                            "a user's class throws what it likes while it is made; the start says so"),
                    new Allowed(
                            BROKER + "network/Answers.java",
                            1,
                            "an answer may be broken off half-way: the connection dies, logged"),
                    new Allowed(
                            BROKER + "network/Connection.java",
                            2,
                            "a bug in a handler is answered with UNKNOWN_SERVER_ERROR; Kafka's"
                                    + " generated readers throw anything on malformed bytes"),
                    new Allowed(
                            BROKER + "network/Slot.java",
                            1,
                            "a bug in a computed answer becomes UNKNOWN_SERVER_ERROR, logged"),
                    new Allowed(
                            BROKER + "shard/Shard.java",
                            2,
                            "a shard that fails drops its state and reads its log again"),
                    new Allowed(
                            BROKER + "shard/Settlings.java",
                            2,
                            "whatever ends a settling, the shard must hear of it; logged"),
                    new Allowed(
                            "broker/src/test/java/dev/regroup/broker/FuzzConnection.java",
                            2,
                            "whether damaged bytes can be read, and by which request an answer"
                                    + " that cannot was asked for"),
                    new Allowed(
                            "coordinator/src/test/java/dev/regroup/coordinator/group/RandomHistory.java",
                            1,
                            "adds the seed to whatever went wrong, and throws it on"),
                    new Allowed(
                            "testing/compat/src/test/java/dev/regroup/compat/GroupMember.java",
                            1,
                            "a consumer's failure on its own thread is what the test asks for"));

    private final List<Source> sources;
    private final List<ParsedSource> parsed;
    private final Repository repository;

    TidyTest() throws IOException {
        repository = Repository.find();
        sources = repository.javaSources();
        parsed = ParsedSource.parse(sources);
    }

    @BeforeAll
    void thereAreSources() {
        assertTrue(sources.size() > 100, () -> "only %d files found".formatted(sources.size()));
    }

    @Test
    void sourcesKeepTheirShape() {
        none(each(ShapeRules::check));
    }

    @Test
    void sourcesUseNoBannedWordsOrCalls() {
        none(each(WordRules::check));
    }

    @Test
    void onlyNamedPlacesCatchWhateverComes() {
        none(CatchRules.check(parsed, BROAD_CATCHES));
    }

    @Test
    void packagesAreNullMarked() {
        none(PackageRules.check(sources));
    }

    @Test
    void dependenciesAreDocumented() throws IOException {
        none(
                DocumentRules.dependencies(
                        repository.poms(), repository.read("docs/dependencies.md")));
    }

    @Test
    void logMessagesAreExplained() throws IOException {
        none(LogRules.check(parsed, repository.read("docs/operations.md")));
    }

    @Test
    void decisionsAreNumberedWithoutGaps() throws IOException {
        String folder = "docs/decisions";
        none(DocumentRules.decisions(folder + "/", repository.names(folder)));
    }

    private List<Finding> each(Function<ParsedSource, List<Finding>> rule) {
        return parsed.stream().flatMap(source -> rule.apply(source).stream()).toList();
    }

    private static void none(List<Finding> findings) {
        assertTrue(
                findings.isEmpty(),
                () ->
                        findings.stream()
                                .map(Finding::toString)
                                .collect(Collectors.joining("\n", "\n", "\n")));
    }
}
