package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.Expectation.*;
import static dev.regroup.coordinator.group.GroupScenario.group;
import static dev.regroup.coordinator.group.GroupState.*;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.GroupCommand.ListGroups;
import dev.regroup.coordinator.group.GroupReply.Described;
import dev.regroup.coordinator.group.GroupReply.DescribedMember;
import dev.regroup.coordinator.group.GroupReply.Listed;
import dev.regroup.coordinator.group.GroupReply.ListedGroup;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookupTest {
    private static DescribedMember described(Bytes metadata, Bytes assignment) {
        return new DescribedMember(
                "a-1", Optional.of("i"), "client", "/10.0.0.1", metadata, assignment);
    }

    @Test
    void describedStableGroup_showsWhatEachMemberSaidAndGot() {
        group("g")
                .join("a", j -> j.instance("i"))
                .settle("a")
                .describe("x")
                .expect(
                        gated(),
                        reply(
                                "x",
                                new Described(
                                        "g",
                                        STABLE,
                                        "consumer",
                                        "range",
                                        List.of(
                                                described(
                                                        JoinSpec.bytes("topics"),
                                                        JoinSpec.bytes("parts-of-a"))))));
    }

    @Test
    void describedGroupThatIsNotStable_keepsItsStrategyToItself() {
        group("g")
                .join("a", j -> j.instance("i"))
                .after(100)
                .describe("x")
                .expect(
                        reply(
                                "x",
                                new Described(
                                        "g",
                                        COMPLETING_REBALANCE,
                                        "consumer",
                                        "",
                                        List.of(described(Bytes.EMPTY, Bytes.EMPTY)))));
    }

    @Test
    void groupThatOnlyHoldsOffsets_isEmpty() {
        group("g")
                .commit("x", "t", 0, 1)
                .describe("x")
                .expect(reply("x", new Described("g", EMPTY, "", "", List.of())));
    }

    @Test
    void groupThatLostItsMembers_keepsItsProtocolType() {
        group("g")
                .join("a", j -> j.type("connect"))
                .settle("a")
                .leave("a")
                .restart()
                .describe("x")
                .expect(reply("x", new Described("g", EMPTY, "connect", "", List.of())));
    }

    @Test
    void groupThatDoesNotExist_isNotFound() {
        group("g").describe("x").expect(rejected("x", Reason.GROUP_ID_NOT_FOUND));
    }

    @Test
    void lists_areSorted_inPieces_andFilteredByState() {
        GroupScenario g = group("g").stable("a");
        for (String id : List.of("h", "", "f")) {
            g.send(
                    new GroupCommand.CommitOffsets(
                            g.token("x", "commit"),
                            id,
                            -1,
                            "",
                            Optional.empty(),
                            List.of(g.offset("t", 0, 1, ""))));
        }
        ListedGroup stable = new ListedGroup("g", GroupType.CLASSIC, "consumer", STABLE);

        g.send(new ListGroups(g.token("x", "list"), "", 2, Set.of()));
        g.expect(
                reply(
                        "x",
                        new Listed(
                                List.of(
                                        new ListedGroup("", GroupType.CLASSIC, "", EMPTY),
                                        new ListedGroup("f", GroupType.CLASSIC, "", EMPTY),
                                        stable),
                                Optional.of("g"))));
        g.send(new ListGroups(g.token("x", "list"), "g", 2, Set.of()));
        g.expect(
                reply(
                        "x",
                        new Listed(
                                List.of(new ListedGroup("h", GroupType.CLASSIC, "", EMPTY)),
                                Optional.empty())));
        g.send(new ListGroups(g.token("x", "list"), "", 9, Set.of(STABLE, DEAD)));
        g.expect(reply("x", new Listed(List.of(stable), Optional.empty())));
    }
}
