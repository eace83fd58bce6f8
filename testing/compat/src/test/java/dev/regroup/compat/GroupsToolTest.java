package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.compat.KafkaTool.Output;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Kafka's `kafka-consumer-groups`, as it prints what Apache Kafka 4.4 has. Each test has groups of
/// its own; two topics are there for all: `t` with three partitions of ten records each, one an
/// hour, the first of them [#OLDEST_H] hours old, and `u` with one of four.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class GroupsToolTest {
    private static final int OLDEST_H = 24;
    private static final TopicPartition T0 = new TopicPartition("t", 0);
    private static final TopicPartition T1 = new TopicPartition("t", 1);
    private static final TopicPartition T2 = new TopicPartition("t", 2);
    private static final TopicPartition U0 = new TopicPartition("u", 0);

    private Path folder;
    private GroupsFixture groups;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        this.folder = folder;
        groups = GroupsFixture.start("groups-tool", folder, OLDEST_H);
        groups.commit("committed", Map.of(T0, 5L, T1, 10L, U0, 2L));
    }

    @AfterAll
    void stop() {
        groups.close();
    }

    private Output tool(String... arguments) {
        return groups.tool().run(arguments);
    }

    private Output describe(String group, String... options) {
        return tool(concat(Stream.of("--describe", "--group", group), options));
    }

    private Output reset(String group, String... options) {
        return tool(concat(Stream.of("--reset-offsets", "--group", group), options));
    }

    /// A line of these words, which may be patterns, in columns of any width.
    private static String words(String words) {
        return "^%s *$".formatted(words.replace(" ", " +"));
    }

    private static String[] concat(Stream<String> first, String... more) {
        return Stream.concat(first, Arrays.stream(more)).toArray(String[]::new);
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    @Execution(ExecutionMode.CONCURRENT)
    void aLiveGroup_isDescribedAndIsNotToBeAltered(String protocol) {
        groups.broker().assumeOffered(protocol);
        boolean classic = protocol.equals("classic");
        String live = "live-" + protocol;
        try (GroupMember member = groups.member(live, protocol, Map.of("client.id", "c1"))) {
            GroupsFixture.awaitCommitted(30, member);
            List<String> offsets =
                    Stream.of("0", "1", "2")
                            .map(partition ->
                                    "%s t %s 10 10 0 %s /127.0.0.1 c1"
                                            .formatted(live, partition, member.memberId()))
                            .toList();
            assertEquals(offsets, describe(live).rowsOf(live));
            assertEquals(offsets, describe(live, "--offsets").rowsOf(live));
            describe(live, "--offsets", "--verbose")
                    .says("PARTITION +LEADER-EPOCH +CURRENT-OFFSET")
                    .says(words("%s t 0 - 10 10 0 \\S+ /127.0.0.1 c1".formatted(live)));
            assertEquals(
                    List.of("%s %s /127.0.0.1 c1 3".formatted(live, member.memberId())),
                    describe(live, "--members").rowsOf(live));
            String epochs = classic ? "- t:0,1,2 - -" : "\\d+ t:0,1,2 \\d+ t:0,1,2";
            describe(live, "--members", "--verbose")
                    .says(words("%s \\S+ /127.0.0.1 c1 3 %s".formatted(live, epochs)));
            String assignor = classic ? "range" : "uniform";
            String coordinator = groups.broker().bootstrap() + " (1)";
            assertEquals(
                    List.of("%s %s %s Stable 1".formatted(live, coordinator, assignor)),
                    describe(live, "--state").rowsOf(live));
            String groupEpochs = classic ? "- -" : "\\d+ \\d+";
            describe(live, "--state", "--verbose")
                    .says(
                            words(
                                    "%s \\S+ \\(1\\) %s Stable %s 1"
                                            .formatted(live, assignor, groupEpochs)));

            reset(live, "--all-topics", "--to-earliest", "--execute")
                    .says("can only be reset if the group '%s' is inactive".formatted(live))
                    .says("current state is Stable");
            tool("--delete", "--group", live)
                    .says("Group '%s' could not be deleted".formatted(live))
                    .says("GroupNotEmptyException");
            tool("--delete-offsets", "--group", live, "--topic", "t")
                    .says("^t +0 +Error: .*GroupSubscribedToTopicException")
                    .says("^t +2 +Error: .*GroupSubscribedToTopicException");
            tool("--delete-offsets", "--group", live, "--topic", "u").says("^u +0 +Successful");
            assertEquals(offsets, describe(live).rowsOf(live));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    @Execution(ExecutionMode.CONCURRENT)
    void aStaticMember_isDescribedByItsInstance(String protocol) {
        groups.broker().assumeOffered(protocol);
        String group = "static-" + protocol;
        Map<String, Object> overrides = Map.of("client.id", "c2", "group.instance.id", "i2");
        try (GroupMember member = groups.member(group, protocol, overrides)) {
            GroupsFixture.awaitCommitted(30, member);
            String row = "%s %s i2 /127.0.0.1 c2 3".formatted(group, member.memberId());
            assertEquals(List.of(row), describe(group, "--members").rowsOf(group));
            String epochs =
                    protocol.equals("classic") ? "- t:0,1,2 - -" : "\\d+ t:0,1,2 \\d+ t:0,1,2";
            describe(group, "--members", "--verbose")
                    .says("CONSUMER-ID +GROUP-INSTANCE-ID +HOST")
                    .says(words(row + " " + epochs));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    @Execution(ExecutionMode.CONCURRENT)
    void aGroupThatAllHaveLeft_isAlteredAndDeleted(String protocol) {
        groups.broker().assumeOffered(protocol);
        String left = "left-" + protocol;
        try (GroupMember member = groups.member(left, protocol, Map.of())) {
            GroupsFixture.awaitCommitted(30, member);
        }
        String type = protocol.equals("classic") ? "Classic" : "Consumer";
        assertEquals(
                List.of("%s %s Empty".formatted(left, type)),
                tool("--list", "--type", protocol, "--state", "empty").rowsOf(left));
        describe(left, "--state", "--timeout", "20000")
                .says("Consumer group '%s' has no active members".formatted(left))
                .says(words("%s \\S+ \\(1\\) \\S+ Empty 0".formatted(left)));
        assertEquals(
                List.of(
                        "%s t 0 10 10 0 - - -".formatted(left),
                        "%s t 1 10 10 0 - - -".formatted(left),
                        "%s t 2 10 10 0 - - -".formatted(left)),
                describe(left).rowsOf(left));

        reset(left, "--topic", "t:0,1", "--shift-by", "-4", "--execute");
        assertEquals(Map.of(T0, 6L, T1, 6L, T2, 10L), groups.committed(left));
        tool("--delete-offsets", "--group", left, "--topic", "t:1").says("^t +1 +Successful");
        assertEquals(Map.of(T0, 6L, T2, 10L), groups.committed(left));
        tool("--delete", "--group", left).says("'%s'.* was successful".formatted(left));
        describe(left).says("GroupIdNotFoundException");
        assertEquals(List.of(), tool("--list").rowsOf(left));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anEmptyGroup_isDescribedByItsOffsets() {
        String none = "Consumer group 'committed' has no active members";
        List<String> offsets =
                List.of(
                        "committed t 0 5 10 5 - - -",
                        "committed t 1 10 10 0 - - -",
                        "committed u 0 2 4 2 - - -");
        assertEquals(offsets, describe("committed").says(none).rowsOf("committed"));
        assertEquals(offsets, describe("committed", "--offsets").says(none).rowsOf("committed"));
        assertEquals(
                List.of(
                        "committed t 0 0 5 10 5 - - -",
                        "committed t 1 0 10 10 0 - - -",
                        "committed u 0 0 2 4 2 - - -"),
                describe("committed", "--offsets", "--verbose").rowsOf("committed"));
        assertEquals(List.of(), describe("committed", "--members").says(none).rowsOf("committed"));
        assertEquals(
                List.of(),
                describe("committed", "--members", "--verbose").says(none).rowsOf("committed"));
        String coordinator = groups.broker().bootstrap() + " (1)";
        assertEquals(
                List.of("committed %s - Empty 0".formatted(coordinator)),
                describe("committed", "--state").says(none).rowsOf("committed"));
        assertEquals(
                List.of("committed %s - Empty - - 0".formatted(coordinator)),
                describe("committed", "--state", "--verbose").rowsOf("committed"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void anUnknownGroup_isNotFound() {
        for (String option : List.of("--offsets", "--members", "--state")) {
            describe("unknown", option, "--verbose").says("GroupIdNotFoundException");
        }
        tool("--delete", "--group", "unknown")
                .says("Group 'unknown' could not be deleted")
                .says("GroupIdNotFoundException");
        tool("--delete-offsets", "--group", "unknown", "--topic", "t")
                .says("^t +0 +Error: .*GroupIdNotFoundException");
        assertEquals(
                List.of(),
                reset("unknown", "--all-topics", "--to-earliest", "--dry-run").rowsOf("unknown"));
        assertEquals(
                List.of("unknown t 0 0", "unknown t 1 0", "unknown t 2 0"),
                reset("unknown", "--topic", "t", "--to-earliest", "--dry-run").rowsOf("unknown"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void groups_areListedByStateAndType() {
        try (GroupMember member = groups.member("listed", "classic", Map.of())) {
            GroupsFixture.awaitCommitted(30, member);
            tool("--list").says("^committed$").says("^listed$");
            Output all = tool("--list", "--state", "--type");
            assertEquals(List.of("committed Classic Empty"), all.rowsOf("committed"));
            assertEquals(List.of("listed Classic Stable"), all.rowsOf("listed"));
            Output stable = tool("--list", "--state", "stable");
            assertEquals(List.of("listed Stable"), stable.rowsOf("listed"));
            assertEquals(List.of(), stable.rowsOf("committed"));
            Output others = tool("--list", "--state", "Empty,Dead");
            assertEquals(List.of("committed Empty"), others.rowsOf("committed"));
            assertEquals(List.of(), others.rowsOf("listed"));
            Output classic = tool("--list", "--type", "classic", "--state", "empty");
            assertEquals(List.of("committed Classic Empty"), classic.rowsOf("committed"));
            assertEquals(List.of(), classic.rowsOf("listed"));
            Output consumer = tool("--list", "--type", "consumer");
            assertEquals(List.of(), consumer.rowsOf("listed"));
            assertEquals(List.of(), consumer.rowsOf("committed"));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void groupsOfTheConsumerProtocol_areListedAsSuch() {
        groups.broker().assumeOffered("consumer");
        try (GroupMember member = groups.member("next", "consumer", Map.of())) {
            GroupsFixture.awaitCommitted(30, member);
            assertEquals(
                    List.of("next Consumer Stable"),
                    tool("--list", "--type", "consumer", "--state", "stable").rowsOf("next"));
            assertEquals(List.of(), tool("--list", "--type", "classic").rowsOf("next"));
        }
    }

    /// What each form makes of 5 in `t-0`, 10 in `t-1` and 2 in `u-0`.
    static Stream<Arguments> forms() {
        String halfPastThree =
                DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS")
                        .withZone(ZoneOffset.UTC)
                        .format(Instant.now().minusSeconds((OLDEST_H * 60 - 210) * 60L));
        return Stream.of(
                Arguments.of("--to-earliest", 0, 0, 0),
                Arguments.of("--to-latest", 10, 10, 4),
                Arguments.of("--to-current", 5, 10, 2),
                Arguments.of("--to-offset 3", 3, 3, 3),
                Arguments.of("--to-offset 99", 10, 10, 4),
                Arguments.of("--shift-by -2", 3, 8, 0),
                Arguments.of("--shift-by 2", 7, 10, 4),
                Arguments.of("--shift-by -100", 0, 0, 0),
                Arguments.of("--by-duration PT20H30M", 4, 4, 4),
                Arguments.of("--by-duration P7D", 0, 0, 0),
                Arguments.of("--by-duration PT0S", 10, 10, 4),
                Arguments.of("--to-datetime " + halfPastThree, 4, 4, 4),
                Arguments.of("--to-datetime 2000-01-01T00:00:00.000", 0, 0, 0),
                Arguments.of("--to-datetime 2100-01-01T00:00:00.000", 10, 10, 4));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("forms")
    @Execution(ExecutionMode.CONCURRENT)
    void offsets_wouldBeResetAsTheFormSays(String form, int t0, int t1, int u0) {
        String[] options = ("--all-topics --dry-run " + form).split(" ", -1);
        assertEquals(
                List.of("committed t 0 " + t0, "committed t 1 " + t1, "committed u 0 " + u0),
                reset("committed", options).rowsOf("committed"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void partitionsToReset_areChosenByTopic() {
        assertEquals(
                List.of("committed t 0 0", "committed t 2 0"),
                reset("committed", "--topic", "t:0,2", "--to-earliest", "--dry-run")
                        .rowsOf("committed"));
        assertEquals(
                List.of(
                        "committed t 0 10",
                        "committed t 1 10",
                        "committed t 2 10",
                        "committed u 0 4"),
                reset("committed", "--topic", "t", "--topic", "u", "--to-latest", "--dry-run")
                        .rowsOf("committed"));
        reset("committed", "--topic", "t:7", "--to-earliest", "--dry-run")
                .says("UnknownTopicOrPartitionException");
        reset("committed", "--topic", "nowhere", "--to-earliest", "--dry-run")
                .says("UnknownTopicOrPartitionException");
        // Nothing is committed for t-2: it stays where a reader without an offset would begin.
        assertEquals(
                List.of("committed t 2 10"),
                reset("committed", "--topic", "t:2", "--to-current", "--dry-run")
                        .rowsOf("committed"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void aReset_isCarriedOutExportedAndReadFromAFile() throws IOException {
        groups.commit("plan", Map.of(T0, 5L, T1, 10L));
        Path file = folder.resolve("plan.csv");
        Files.writeString(file, "t,0,1\nt,2,4\n");

        assertEquals(
                List.of("plan t 0 1", "plan t 2 4"),
                reset("plan", "--from-file", file.toString(), "--dry-run").rowsOf("plan"));
        assertEquals(Map.of(T0, 5L, T1, 10L), groups.committed("plan"), "a plan changes nothing");
        reset("plan", "--from-file", file.toString(), "--execute");
        assertEquals(Map.of(T0, 1L, T1, 10L, T2, 4L), groups.committed("plan"));

        Output exported = reset("plan", "--all-topics", "--shift-by", "1", "--export", "--dry-run");
        assertEquals(
                List.of("t,0,2", "t,1,10", "t,2,5"),
                exported.text().lines().filter(line -> line.startsWith("t,")).sorted().toList());
        reset("plan", "--topic", "t:1", "--to-offset", "6", "--execute");
        assertEquals(Map.of(T0, 1L, T1, 6L, T2, 4L), groups.committed("plan"));
        reset("fresh", "--topic", "t:1", "--to-offset", "4", "--execute");
        assertEquals(Map.of(T1, 4L), groups.committed("fresh"), "a group that was not there");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void severalGroups_areResetFromOneFile() throws IOException {
        groups.commit("first", Map.of(T0, 5L));
        groups.commit("second", Map.of(U0, 2L));
        Path file = folder.resolve("groups.csv");
        Files.writeString(file, "first,t,0,1\nsecond,u,0,99\n");
        String[] both = {"--reset-offsets", "--group", "first", "--group", "second"};

        Output exported =
                tool(
                        concat(
                                Arrays.stream(both),
                                "--all-topics",
                                "--to-latest",
                                "--export",
                                "--dry-run"));
        Output executed =
                tool(concat(Arrays.stream(both), "--from-file", file.toString(), "--execute"));

        exported.says("^first,t,0,10$").says("^second,u,0,4$");
        assertEquals(List.of("first t 0 1"), executed.rowsOf("first"));
        assertEquals(List.of("second u 0 4"), executed.rowsOf("second"), "not beyond the end");
        assertEquals(Map.of(T0, 1L), groups.committed("first"));
        assertEquals(Map.of(U0, 4L), groups.committed("second"));
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void offsetsAndGroups_areDeleted() {
        groups.commit("old", Map.of(T0, 1L, T1, 2L, T2, 3L, U0, 4L));
        groups.commit("older", Map.of(T0, 1L));
        try (GroupMember member = groups.member("busy", "classic", Map.of())) {
            GroupsFixture.awaitCommitted(30, member);

            Output deleted =
                    tool("--delete-offsets", "--group", "old", "--topic", "t:0,1", "--topic", "u");
            assertEquals(List.of("t 0 Successful", "t 1 Successful"), deleted.rowsOf("t"));
            assertEquals(List.of("u 0 Successful"), deleted.rowsOf("u"));
            assertEquals(Map.of(T2, 3L), groups.committed("old"));
            tool("--delete-offsets", "--group", "old", "--topic", "nowhere")
                    .says("^nowhere +- +Error: .*UnknownTopicOrPartitionException");

            tool("--delete", "--group", "old", "--group", "busy")
                    .says("Group 'busy' could not be deleted due to: .*GroupNotEmptyException")
                    .says("deleted successfully: 'old'");
            tool("--delete", "--group", "older").says("'older'.* was successful");
            Output left = tool("--list");
            assertEquals(List.of(), left.rowsOf("old"));
            assertEquals(List.of(), left.rowsOf("older"));
            assertEquals(List.of("busy"), left.rowsOf("busy"));
        }
    }

    /// On a broker of its own, of which all groups are meant.
    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void allGroups_areDescribedResetAndDeleted(@TempDir Path own) throws Exception {
        Assumptions.assumeTrue(groups.broker().isOwn(), "SKIPPED: the broker has other groups");
        try (GroupsFixture all = GroupsFixture.start("all-groups", own, OLDEST_H)) {
            all.commit("one", Map.of(T0, 5L));
            all.commit("two", Map.of(U0, 2L));
            try (GroupMember member = all.member("busy", "classic", Map.of())) {
                GroupsFixture.awaitCommitted(30, member);

                Output described = all.tool().run("--describe", "--all-groups");
                assertEquals(List.of("one t 0 5 10 5 - - -"), described.rowsOf("one"));
                assertEquals(List.of("two u 0 2 4 2 - - -"), described.rowsOf("two"));
                assertEquals(3, described.rowsOf("busy").size());
                all.tool()
                        .run("--describe", "--all-groups", "--state")
                        .says("^one .*Empty +0$")
                        .says("^busy .*Stable +1$");
                Output reset =
                        all.tool()
                                .run(
                                        "--reset-offsets",
                                        "--all-groups",
                                        "--all-topics",
                                        "--to-earliest",
                                        "--execute")
                                .says("can only be reset if the group 'busy' is inactive");
                assertEquals(List.of("one t 0 0"), reset.rowsOf("one"));
                assertEquals(Map.of(U0, 0L), all.committed("two"));
                all.tool()
                        .run("--delete", "--all-groups")
                        .says("Group 'busy' could not be deleted")
                        .says("deleted successfully: .*'(one|two)', '(one|two)'");
                assertEquals(List.of("busy"), all.tool().run("--list").rowsOf("busy"));
            }
        }
    }
}
