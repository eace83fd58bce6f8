package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.GroupCommand.DeleteGroup;
import dev.regroup.coordinator.group.GroupCommand.DeleteOffsets;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted;
import dev.regroup.coordinator.group.GroupReply.GroupDeleted.Rest;
import dev.regroup.coordinator.group.GroupReply.OffsetsDeleted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.TopicPartition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DeleteTest {
    private static TopicPartition partition(String topic, int partition) {
        return new TopicPartition(topic, partition);
    }

    /// What a consumer that subscribes to `topics` sends with a strategy.
    private static Protocol range(String... topics) {
        ByteBuffer metadata = ByteBuffer.allocate(256).putShort((short) 3).putInt(topics.length);
        for (String topic : topics) {
            metadata.putShort((short) topic.length()).put(topic.getBytes(StandardCharsets.UTF_8));
        }
        metadata.putInt(0);
        byte[] bytes = new byte[metadata.position()];
        metadata.flip().get(bytes);
        return new Protocol("range", Bytes.copyOf(bytes));
    }

    private static GroupScenario emptied() {
        return group("g").stable("a").commit("a", "t", 0, 5).commit("a", "u", 1, 6).leave("a");
    }

    @Test
    void emptyGroup_goesWithItsOffsets() {
        GroupScenario g = emptied();

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(gated(), reply("x", new GroupDeleted(Rest.NOTHING)));
        assertEquals(
                List.of(
                        new OffsetRemoved("g", partition("t", 0)),
                        new OffsetRemoved("g", partition("u", 1)),
                        new GroupRemoved("g")),
                g.last().durable());
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void groupWithMoreOffsetsThanOneCommandRemoves_isDeletedInSeveral() {
        GroupScenario g = emptied();

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 1));
        g.expect(reply("x", new GroupDeleted(Rest.OFFSETS)));
        g.send(new DeleteGroup(g.token("x", "delete"), "g", 1));
        g.expect(reply("x", new GroupDeleted(Rest.NOTHING)));

        assertEquals(List.of(), g.shard().snapshot());
    }

    @Test
    void groupOfOffsetsOnly_isDeleted() {
        GroupScenario g = group("g").commit("x", "t", 0, 1);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(reply("x", new GroupDeleted(Rest.NOTHING)));
        assertEquals(Optional.empty(), g.shard().group("g"));
    }

    @Test
    void membersThatNeverCameBackWithTheirId_goWithTheGroup() {
        GroupScenario g = emptied().join("b", JoinSpec::idRequired);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(reply("x", new GroupDeleted(Rest.NOTHING)));
        assertEquals(Optional.empty(), g.shard().group("g"));
        g.join("b");
        g.expect(rejected("b", Reason.UNKNOWN_MEMBER_ID));
    }

    @Test
    void groupWithMembers_isNotDeleted() {
        GroupScenario g = group("g").stable("a").commit("a", "t", 0, 5);

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));

        g.expect(rejected("x", Reason.NON_EMPTY_GROUP));
        assertEquals(1, g.view().offsets().size());
    }

    @Test
    void unknownGroup_isNotFound() {
        GroupScenario g = group("g");

        g.send(new DeleteGroup(g.token("x", "delete"), "g", 10));
        g.expect(rejected("x", Reason.GROUP_ID_NOT_FOUND));

        g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));
        g.expect(rejected("x", Reason.GROUP_ID_NOT_FOUND));
    }

    @Test
    void offsetsOfAnEmptyGroup_areDeleted_thoseNotCommittedCountAsGone() {
        GroupScenario g = emptied();

        g.send(
                new DeleteOffsets(
                        g.token("x", "offsets"),
                        "g",
                        List.of(partition("t", 0), partition("t", 0), partition("t", 9))));

        g.expect(gated(), reply("x", new OffsetsDeleted(Map.of())));
        assertEquals(List.of(new OffsetRemoved("g", partition("t", 0))), g.last().durable());
    }

    @Test
    void offsetsOfTopicsThatMembersSubscribeTo_areKept() {
        GroupScenario g =
                group("g")
                        .join("a", spec -> spec.doing(range("t")))
                        .after(100)
                        .sync("a")
                        .commit("a", "t", 0, 5)
                        .commit("a", "u", 1, 6);

        g.send(
                new DeleteOffsets(
                        g.token("x", "offsets"),
                        "g",
                        List.of(partition("t", 0), partition("u", 1))));

        g.expect(
                reply(
                        "x",
                        new OffsetsDeleted(
                                Map.of(partition("t", 0), Reason.GROUP_SUBSCRIBED_TO_TOPIC))));
        assertEquals(List.of(new OffsetRemoved("g", partition("u", 1))), g.last().durable());
    }

    @Test
    void offsetsAreKept_whereASubscriptionCannotBeRead() {
        for (byte[] metadata :
                List.of(
                        new byte[] {},
                        new byte[] {-1, -1, 0, 0, 0, 0},
                        new byte[] {0, 1, 0, 0, 0, 1},
                        new byte[] {0, 1, 0, 0, 0, 1, 0, 9, 't'},
                        new byte[] {0, 1, 0, 0, 0, 1, -1, -1},
                        new byte[] {0, 1, -1, -1, -1, -1})) {
            GroupScenario g =
                    group("g")
                            .join(
                                    "a",
                                    spec ->
                                            spec.doing(
                                                    new Protocol("range", Bytes.copyOf(metadata))))
                            .after(100)
                            .sync("a")
                            .commit("a", "t", 0, 5);

            g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));

            g.expect(
                    reply(
                            "x",
                            new OffsetsDeleted(
                                    Map.of(partition("t", 0), Reason.GROUP_SUBSCRIBED_TO_TOPIC))));
        }
    }

    @Test
    void offsetsOfAGroupThatIsNotOneOfConsumers_areKeptWhileItHasMembers() {
        GroupScenario g =
                group("g")
                        .join("a", spec -> spec.type("connect"))
                        .after(100)
                        .sync("a")
                        .commit("a", "t", 0, 5);

        g.send(new DeleteOffsets(g.token("x", "offsets"), "g", List.of(partition("t", 0))));

        g.expect(rejected("x", Reason.NON_EMPTY_GROUP));
    }
}
