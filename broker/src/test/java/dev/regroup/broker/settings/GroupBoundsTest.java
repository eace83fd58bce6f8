package dev.regroup.broker.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupBoundsTest {
    private final GroupBounds kafkas = bounds(Map.of());

    @ParameterizedTest
    @CsvSource({
        "consumer.session.timeout.ms, 44999, 45000, 60000, 60001",
        "consumer.heartbeat.interval.ms, 4999, 5000, 15000, 15001",
        "consumer.assignment.interval.ms, -1, 0, 15000, 15001",
        "share.session.timeout.ms, 44999, 45000, 60000, 60001",
        "share.heartbeat.interval.ms, 4999, 5000, 15000, 15001",
        "share.assignment.interval.ms, -1, 0, 15000, 15001",
        "share.record.lock.duration.ms, 14999, 15000, 60000, 60001",
        "share.delivery.count.limit, 1, 2, 10, 11",
        "share.partition.max.record.locks, 99, 100, 4000, 4001",
        "streams.session.timeout.ms, 44999, 45000, 60000, 60001",
        "streams.heartbeat.interval.ms, 4999, 5000, 15000, 15001",
        "streams.assignment.interval.ms, -1, 0, 15000, 15001",
    })
    void defaultBounds_areKafkas(
            String name, String tooLow, String least, String greatest, String tooHigh) {
        assertEquals(Optional.empty(), problem(name, least));
        assertEquals(Optional.empty(), problem(name, greatest));
        for (String refused : new String[] {tooLow, tooHigh}) {
            assertEquals(
                    Optional.of(
                            "Invalid value %s for configuration %s: this broker takes %s (%s) to %s (%s)"
                                    .formatted(
                                            refused,
                                            name,
                                            least,
                                            boundOf(name, "min"),
                                            greatest,
                                            boundOf(name, "max"))),
                    problem(name, refused));
        }
    }

    private Optional<String> problem(String name, String value) {
        return kafkas.problem(Scope.GROUP, Map.of(name, value));
    }

    private static String boundOf(String name, String end) {
        int dot = name.indexOf('.');
        return "group.%s.%s%s".formatted(name.substring(0, dot), end, name.substring(dot));
    }

    @Test
    void standbyReplicas_areBoundedAboveOnly() {
        assertEquals(Optional.empty(), problem("streams.num.standby.replicas", "0"));
        assertEquals(
                Optional.of(
                        "Invalid value 3 for configuration streams.num.standby.replicas: this broker takes at most 2 (group.streams.max.standby.replicas)"),
                problem("streams.num.standby.replicas", "3"));
    }

    @Test
    void whatIsSetForAllGroupsOfABroker_isBoundedLikewise() {
        String name = "group.consumer.assignment.interval.ms";

        assertEquals(Optional.empty(), kafkas.problem(Scope.BROKER, Map.of(name, "15000")));
        assertEquals(
                Optional.of(
                        "Invalid value 15001 for configuration %s: this broker takes 0 (group.consumer.min.assignment.interval.ms) to 15000 (group.consumer.max.assignment.interval.ms)"
                                .formatted(name)),
                kafkas.problem(Scope.BROKER, Map.of(name, "15001")));
    }

    @Test
    void otherSettings_haveNoSuchBounds() {
        assertEquals(Optional.empty(), problem("share.auto.offset.reset", "earliest"));
        assertEquals(Optional.empty(), kafkas.problem(Scope.TOPIC, Map.of("flush.ms", "1")));
        assertEquals(7, kafkas.capped("streams.num.warmup.replicas", 7));
    }

    @Test
    void aSession_isLongerThanWhatIsBetweenTwoHeartbeats_whoeverSetThem() {
        GroupBounds wide =
                bounds(
                        Map.of(
                                "group.consumer.min.session.timeout.ms", "100",
                                "group.consumer.session.timeout.ms", "12000",
                                "group.consumer.heartbeat.interval.ms", "6000"));
        String session = "consumer.session.timeout.ms";
        String heartbeat = "consumer.heartbeat.interval.ms";
        String wrong = "%s is %d and has to be more than %s, %d";

        assertEquals(
                Optional.of(wrong.formatted(session, 6000, heartbeat, 6000)),
                wide.problem(Scope.GROUP, Map.of(session, "6000")));
        assertEquals(
                Optional.of(wrong.formatted(session, 12000, heartbeat, 12000)),
                wide.problem(Scope.GROUP, Map.of(heartbeat, "12000")));
        assertEquals(
                Optional.of(wrong.formatted(session, 7000, heartbeat, 8000)),
                wide.problem(Scope.GROUP, Map.of(session, "7000", heartbeat, "8000")));
        assertEquals(Optional.empty(), wide.problem(Scope.GROUP, Map.of(session, "6001")));
    }

    @Test
    void whatIsBeyondABound_isCappedToIt() {
        assertEquals(45_000, kafkas.capped("consumer.session.timeout.ms", 1));
        assertEquals(50_000, kafkas.capped("consumer.session.timeout.ms", 50_000));
        assertEquals(60_000, kafkas.capped("consumer.session.timeout.ms", 60_001));
        assertEquals(2, kafkas.capped("streams.num.standby.replicas", 3));
    }

    private static GroupBounds bounds(Map<String, String> given) {
        return new GroupBounds(StaticSettings.of(1, given, Map.of()));
    }
}
