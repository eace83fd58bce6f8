package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.Decision.Notice;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.Synced;
import dev.regroup.coordinator.group.GroupScenario.Token;
import dev.regroup.coordinator.offset.CommittedOffset;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/// What a scenario's last command, and all of it so far, must have led to.
interface Expectation {
    void check(GroupScenario scenario);

    static Expectation state(GroupState state) {
        return s -> assertEquals(state, s.view().state());
    }

    static Expectation generation(int generationId) {
        return s -> assertEquals(generationId, s.view().generationId());
    }

    static Expectation members(String... members) {
        return s ->
                assertEquals(
                        List.of(members).stream().map(s::idOf).toList(),
                        s.view().members().stream().map(MemberView::memberId).toList());
    }

    static Expectation leader(String member) {
        return s -> assertEquals(s.idOf(member), s.view().leaderId().orElse("nobody"));
    }

    /// Nothing has been said to the member by the last command.
    static Expectation noReplyTo(String member) {
        return s -> assertEquals(List.of(), lastRepliesTo(s, member));
    }

    /// The last command has said exactly this to the member.
    static Expectation reply(String member, GroupReply reply) {
        return s -> assertEquals(List.of(reply), lastRepliesTo(s, member));
    }

    static Expectation rejected(String member, Reason reason) {
        return s -> {
            Rejected rejected = assertInstanceOf(Rejected.class, onlyReplyTo(s, member));
            assertEquals(reason, rejected.reason(), rejected.detail());
        };
    }

    /// The last thing ever said to the member is that it is in this generation.
    static Expectation joined(String member, int generationId) {
        return s -> {
            Joined joined = assertInstanceOf(Joined.class, s.repliesTo(member).getLast());
            assertEquals(generationId, joined.generationId());
            assertEquals(s.idOf(member), joined.memberId());
        };
    }

    /// The last thing ever said to the member is that it leads, and these are the members.
    static Expectation leads(String member, String... members) {
        return s -> {
            Joined joined = assertInstanceOf(Joined.class, s.repliesTo(member).getLast());
            assertEquals(joined.memberId(), joined.leaderId());
            assertEquals(
                    List.of(members).stream().map(s::idOf).toList(),
                    joined.members().stream().map(JoinedMember::memberId).toList());
        };
    }

    /// The last thing ever said to the member is its assignment.
    static Expectation assigned(String member, String assignment) {
        return s -> {
            Synced synced = assertInstanceOf(Synced.class, s.repliesTo(member).getLast());
            assertEquals(JoinSpec.bytes(assignment), synced.assignment());
        };
    }

    static Expectation committed(String topic, int partition, long offset) {
        return s -> {
            CommittedOffset found = s.view().offsets().get(new TopicPartition(topic, partition));
            assertEquals(offset, Objects.requireNonNull(found).offset());
        };
    }

    static Expectation nothingLogged() {
        return s -> assertEquals(List.of(), s.last().durable());
    }

    /// The last command logged exactly the group as it is now.
    static Expectation groupLogged() {
        return s -> {
            assertEquals(1, s.last().durable().size(), () -> "" + s.last().durable());
            assertEquals(
                    StoredForm.of(s.view()),
                    assertInstanceOf(GroupStored.class, s.last().durable().getFirst()));
        };
    }

    /// The last command's first notice has this cause.
    static Expectation cause(String cause) {
        return s -> assertEquals(cause, s.last().notices().getFirst().cause());
    }

    /// The last command's notices lead through these states.
    static Expectation went(GroupState... states) {
        return s ->
                assertEquals(List.of(states), s.last().notices().stream().map(Notice::to).toList());
    }

    /// Every reply of the last command waits for the group to be durable.
    static Expectation gated() {
        return s -> {
            assertTrue(!s.last().replies().isEmpty());
            for (Addressed reply : s.last().replies()) {
                assertEquals(Set.of(s.groupId), reply.groupIds());
            }
        };
    }

    private static GroupReply onlyReplyTo(GroupScenario s, String member) {
        List<GroupReply> replies = lastRepliesTo(s, member);
        assertEquals(1, replies.size(), () -> member + " was told " + replies);
        return replies.getFirst();
    }

    private static List<GroupReply> lastRepliesTo(GroupScenario s, String member) {
        return s.last().replies().stream()
                .filter(reply ->
                        reply.token() instanceof Token token && token.member().equals(member))
                .map(Addressed::reply)
                .toList();
    }
}
