package dev.regroup.cli.demo.member;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberEventTest {
    @Test
    void anEvent_isReadBackFromItsLine() {
        List<MemberEvent> events =
                List.of(
                        new MemberEvent.Joining(16),
                        new MemberEvent.Assigned(17, List.of(0, 3, 5)),
                        new MemberEvent.Assigned(17, List.of()),
                        new MemberEvent.Revoked(18, List.of(2)),
                        new MemberEvent.Lost(18, List.of(2, 4)),
                        new MemberEvent.Processed(
                                19, 4, 1_000_000_000_000L, List.of(Level.WARN, Level.OTHER)),
                        new MemberEvent.Committed(20, Map.of(4, 1_000_000_000_002L, 0, 7L)),
                        new MemberEvent.Withholding(21),
                        new MemberEvent.Failed(22, "some reason"));

        for (MemberEvent event : events) {
            assertEquals(Optional.of(event), MemberEvent.parse(event.line()));
        }
    }

    @Test
    void everyLevel_hasALetterOfItsOwn() {
        for (Level level : Level.values()) {
            assertEquals(level, Level.ofLetter(level.letter()));
        }
    }

    @Test
    void aLineCutShortOrNotOurs_isNoEvent() {
        for (String line :
                List.of(
                        "",
                        "PROCESSED\t4\t10",
                        "PROCESSED\t4\t1\t10\t",
                        "PROCESSED\t4\t1\t10\txyz",
                        "ASSIGNED\tx\t1",
                        "COMMITTED\t1\t3:",
                        "some warning")) {
            assertEquals(Optional.empty(), MemberEvent.parse(line), line);
        }
    }
}
