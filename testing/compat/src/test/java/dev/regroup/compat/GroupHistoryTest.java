package dev.regroup.compat;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GroupHistoryTest {
    @Test
    void aPartitionTakenOverBeforeItIsGivenUp_isOwnedTwice() {
        GroupHistory history =
                new GroupHistory(
                        List.of(
                                member("a", "10 assigned 0 1", "30 revoked 0 1"),
                                member("b", "29 assigned 1", "30 assigned 0")));

        assertEquals(
                List.of("partition 1: a from 10 to 30, b from 29 to " + Long.MAX_VALUE),
                history.ownedTwice());
    }

    @Test
    void aPartitionOfAKilledMember_isFreeAtItsDeath() {
        MemberHistory killed =
                new MemberHistory("a", List.of(MemberEvent.parse("10 assigned 0")), 20);

        GroupHistory later = new GroupHistory(List.of(killed, member("b", "20 assigned 0")));
        GroupHistory sooner = new GroupHistory(List.of(killed, member("b", "19 assigned 0")));

        assertEquals(List.of(), later.ownedTwice());
        assertEquals(
                List.of("partition 0: a from 10 to 20, b from 19 to " + Long.MAX_VALUE),
                sooner.ownedTwice());
    }

    @Test
    void whatIsLost_isOwnedUntilThen() {
        GroupHistory history =
                new GroupHistory(
                        List.of(
                                member("a", "10 assigned 0", "30 lost 0"),
                                member("b", "20 assigned 0", "25 revoked 0")));

        assertEquals(
                List.of("partition 0: a from 10 to 30, b from 20 to 25"), history.ownedTwice());
    }

    @Test
    void recordsThatNobodyHasRead_areFound() {
        GroupHistory history =
                new GroupHistory(
                        List.of(
                                member("a", "10 read 0 0 4", "11 read 1 0 0"),
                                member("b", "12 read 0 3 6", "13 read 0 8 9")));

        assertEquals(
                List.of("partition 0: {7, 10}", "partition 2: {0}"),
                history.neverRead(Map.of(0, 11L, 1, 1L, 2, 1L)));
    }

    @Test
    void aMemberThatBeginsBeforeWhatWasCommitted_readsAgain() {
        GroupHistory history =
                new GroupHistory(
                        List.of(
                                member("a", "10 read 0 0 4", "11 committed 0 5", "12 revoked 0"),
                                member("b", "13 assigned 0", "14 read 0 4 6", "15 read 0 1 1"),
                                member("c", "9 assigned 0", "16 read 0 0 0")));

        assertEquals(List.of("partition 0: b at 14 from 4, committed was 5"), history.readAgain());
    }

    @Test
    void theHighestAcknowledgedCommit_counts() {
        GroupHistory history =
                new GroupHistory(
                        List.of(
                                member("a", "10 committed 0 5", "11 committed 1 2"),
                                member("b", "12 committed 0 4")));

        assertEquals(Map.of(0, 5L, 1, 2L), history.committed());
    }

    private static MemberHistory member(String name, String... lines) {
        return new MemberHistory(
                name, Arrays.stream(lines).map(MemberEvent::parse).toList(), Long.MAX_VALUE);
    }
}
