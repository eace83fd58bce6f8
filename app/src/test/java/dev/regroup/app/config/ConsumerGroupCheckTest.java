package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ConsumerGroupCheckTest {
    private static final String SESSION = "group.consumer.session.timeout.ms";
    private static final String SESSION_MIN = "group.consumer.min.session.timeout.ms";
    private static final String SESSION_MAX = "group.consumer.max.session.timeout.ms";
    private static final String HEARTBEAT = "group.consumer.heartbeat.interval.ms";
    private static final String HEARTBEAT_MIN = "group.consumer.min.heartbeat.interval.ms";
    private static final String HEARTBEAT_MAX = "group.consumer.max.heartbeat.interval.ms";

    @Test
    void whatLiesOutsideOfTheBounds_isRefused() {
        expect(Map.of(SESSION, "6000"), SESSION + " is 6000, below " + SESSION_MIN + ", 45000");
        expect(Map.of(SESSION, "60001"), SESSION + " is 60001, above " + SESSION_MAX + ", 60000");
        expect(Map.of(HEARTBEAT, "250"), HEARTBEAT + " is 250, below " + HEARTBEAT_MIN + ", 5000");
        expect(
                Map.of(HEARTBEAT, "15001"),
                HEARTBEAT + " is 15001, above " + HEARTBEAT_MAX + ", 15000");
    }

    @Test
    void theAssignmentInterval_isBoundToo() {
        String interval = "group.consumer.assignment.interval.ms";
        String longest = "group.consumer.max.assignment.interval.ms";
        expect(Map.of(interval, "15001"), interval + " is 15001, above " + longest + ", 15000");
    }

    @Test
    void defaultsAreBoundToo() {
        expect(
                Map.of(HEARTBEAT_MIN, "6000"),
                HEARTBEAT + " is 5000, below " + HEARTBEAT_MIN + ", 6000");
    }

    @Test
    void boundsThatCross_areNamed_andNothingIsComparedWithThem() {
        expect(
                Map.of(SESSION_MIN, "70000"),
                SESSION_MAX + " is 60000, below " + SESSION_MIN + ", 70000");
    }

    @Test
    void aSession_isLongerThanWhatIsBetweenTwoHeartbeats() {
        expect(
                Map.of(HEARTBEAT, "45000", HEARTBEAT_MAX, "45000"),
                HEARTBEAT + " is 45000, not below " + SESSION + ", 45000");
    }

    @Test
    void withBoundsToMatch_anythingGoes() {
        assertDoesNotThrow(() ->
                config(
                        Map.of(
                                SESSION, "1500",
                                SESSION_MIN, "1500",
                                HEARTBEAT, "500",
                                HEARTBEAT_MIN, "500")));
    }

    private static void expect(Map<String, String> given, String message) {
        ConfigException refused = assertThrows(ConfigException.class, () -> config(given));
        assertEquals(List.of(message), refused.problems());
    }

    private static Config config(Map<String, String> given) {
        return Config.of(
                given, new Config.Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
    }
}
