package dev.regroup.cli.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MemberEventTest {
    @Test
    void anEvent_isReadBackFromItsLine() {
        List<MemberEvent> events =
                List.of(
                        new MemberEvent.Assigned(17, List.of(0, 3, 5)),
                        new MemberEvent.Assigned(17, List.of()),
                        new MemberEvent.Revoked(18, List.of(2)),
                        new MemberEvent.Received(4, 1_000_000_000_000L, Level.WARN, "a file.log"),
                        new MemberEvent.Committed(19));

        for (MemberEvent event : events) {
            assertEquals(Optional.of(event), MemberEvent.parse(event.line()));
        }
    }

    @Test
    void aLineCutShortOrNotOurs_isNoEvent() {
        for (String line : List.of("", "RECEIVED\t4\t10", "ASSIGNED\tx\t1", "some warning")) {
            assertEquals(Optional.empty(), MemberEvent.parse(line));
        }
    }
}
