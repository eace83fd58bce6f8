package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.regroup.coordinator.group.GroupCommand.CommitOffsets;
import dev.regroup.coordinator.group.GroupCommand.FetchOffsets;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.Numbering;
import dev.regroup.coordinator.group.GroupCommand.Wanted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/// Who may commit and fetch offsets of a group of the consumer protocol.
class ConsumerOffsetTest {
    @Test
    void commitInAVersionWithoutEpochs_isRefusedWhateverTheEpoch() {
        ConsumerScenario g = consumers().stable("a");

        commitInAnOldVersion(g, "a", g.epochOf("a")).expectRejected(Reason.VERSION_WITHOUT_EPOCHS);
        commitInAnOldVersion(g, "a", 99).expectRejected(Reason.VERSION_WITHOUT_EPOCHS);
        commitInAnOldVersion(g, "b", 1).expectRejected(Reason.UNKNOWN_MEMBER_ID);
    }

    @Test
    void commitOfAClassicMember_needsNoEpochs() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        expectAnswered(commitInAnOldVersion(g, "a", a.generationId));
    }

    @Test
    void commitToAGroupWithoutMembers_needsNoEpochs() {
        ConsumerScenario g = consumers().stable("a").leave("a");

        expectAnswered(commitInAnOldVersion(g, "", -1));
    }

    @Test
    void commitOfAMemberWhoseInstanceWentOn_isOfNobody() {
        ConsumerScenario g = consumers().topic("t", 6).joinStatic("a", "i1", "t").settle();
        g.leaveForAWhile("a").joinStatic("b", "i1", "t").settle();

        g.send(
                new CommitOffsets(
                        g.token("a", "commit"), "g", 2, "a", Optional.of("i1"), List.of()));

        g.expectRejected(Reason.UNKNOWN_MEMBER_ID);
    }

    @Test
    void fetchOfAnotherEpoch_isRefusedInTheWordsOfTheMembersProtocol() {
        ConsumerScenario g = consumers().stable("c");
        ClassicActor a = new ClassicActor(g, "a");
        a.joinEagerly();
        a.sync();

        expectAnswered(fetch(g, "c", g.epochOf("c")));
        expectAnswered(fetch(g, "a", a.generationId));
        fetch(g, "c", g.epochOf("c") - 1).expectRejected(Reason.STALE_MEMBER_EPOCH);
        fetch(g, "a", a.generationId - 1).expectRejected(Reason.ILLEGAL_GENERATION);
        fetch(g, "d", 1).expectRejected(Reason.UNKNOWN_MEMBER_ID);
    }

    @Test
    void fetchOfSomebodyWhoDoesNotSayWho_isAnswered() {
        ConsumerScenario g = consumers().stable("a");

        g.send(new FetchOffsets(g.token("x", "fetch"), "g", Optional.of(List.of())));

        expectAnswered(g);
    }

    private static void expectAnswered(ConsumerScenario g) {
        assertFalse(g.onlyReply() instanceof Rejected, () -> "answered with " + g.onlyReply());
    }

    private static ConsumerScenario commitInAnOldVersion(
            ConsumerScenario g, String memberId, int epoch) {
        return g.send(
                new CommitOffsets(
                        g.token("x", "commit"),
                        "g",
                        epoch,
                        memberId,
                        Optional.empty(),
                        OptionalLong.empty(),
                        List.of(),
                        Numbering.GENERATIONS));
    }

    private static ConsumerScenario fetch(ConsumerScenario g, String memberId, int epoch) {
        return g.send(
                new FetchOffsets(
                        g.token("x", "fetch"),
                        "g",
                        Optional.of(List.of()),
                        Optional.of(new MemberAtEpoch(memberId, epoch)),
                        Wanted.COMMITTED));
    }
}
