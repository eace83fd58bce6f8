package dev.regroup.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.bench.Outcome;
import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.machine.Setting;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ResultsTest {
    private static final Setting SETTING =
            new Setting(
                    Instant.parse("2026-11-23T12:00:00Z"),
                    "a processor",
                    2,
                    24_000,
                    "ext4",
                    "25.0.3",
                    0.25,
                    List.of("REGROUP_OPTS"));

    private final Results results =
            new Results(
                    SETTING,
                    "4.4.0",
                    false,
                    List.of(new Figure("limits", "memory", "MB/s", 3_400, Better.NEITHER)));

    private static Turn turn(int round, String broker, double othersShare) {
        return new Turn("start", round, broker, 40, othersShare);
    }

    private static List<Outcome> roundTrip(double ms) {
        return List.of(new Figure("restart", "round trip", "ms", ms, Better.LESS));
    }

    @Test
    void theText_saysWhoElseUsedTheMachine_andHowManyFiguresAreLost() {
        results.add(turn(1, "regroup", 0.02), roundTrip(300));
        results.add(turn(1, "kafka", 0.04), roundTrip(200));
        results.add(turn(2, "kafka", 0.08), roundTrip(220));

        assertEquals(
                """
                2026-11-23T12:00:00Z; a processor, 2 processors, 24,000 MB; JDK 25.0.3; Kafka 4.4.0; data on ext4; load average before 0.25

                | scenario | what                | unit | Regroup | Kafka         | ratio |       |
                | ---      | ---                 | ---  | ---     | ---           | ---   | ---   |
                | start    | restart: round trip | ms   | 300     | 210 (200-220) | 1.43  | WORSE |

                Regroup compared with Kafka: 0 better, 1 WORSE, 0 the same.

                The machine's limits, measured before:

                - memory: 3,400 MB/s

                Used by others of all processors meanwhile:

                - start: regroup 2 %, kafka 6 %; at most 8 % in a round

                Set in the environment: REGROUP_OPTS.
                """,
                results.text());
    }

    @Test
    void aNoisyRound_isNamed() {
        results.add(turn(1, "regroup", 0.01), roundTrip(300));
        results.add(turn(2, "regroup", 0.3), roundTrip(300));

        assertTrue(results.text().contains("30 % in a round: TOO MUCH"), results::text);
    }

    @Test
    void theJson_hasEveryRound_andWhatIsNotYetThere() {
        results.add(turn(1, "regroup", 0.02), roundTrip(300));
        results.add(turn(2, "regroup", 0.02), roundTrip(310));
        results.add(turn(1, "kafka", 0.02), List.of(new NotYet("restart", "round trip")));

        JsonNode json = JsonMapper.shared().readTree(results.json());

        assertEquals("2026-11-23T12:00:00Z", json.at("/setting/at").asString());
        assertEquals(3, json.at("/turns").size());
        assertEquals("memory", json.at("/limits/0/name").asString());
        JsonNode brokers = json.at("/figures/0/brokers");
        assertEquals("[300.0,310.0]", brokers.at("/0/rounds").toString());
        assertEquals(305.0, brokers.at("/0/median").asDouble());
        assertTrue(brokers.at("/1/median").isNull());
        assertEquals(0, brokers.at("/1/rounds").size());
    }
}
