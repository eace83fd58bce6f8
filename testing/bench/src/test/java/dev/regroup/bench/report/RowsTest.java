package dev.regroup.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RowsTest {
    private static Figure figure(double value, Better better) {
        return new Figure("10 members", "settled", "ms", value, better);
    }

    private static Row row(Better better, double regroup, double kafka) {
        Rows rows = new Rows();
        rows.add("groups", "regroup", List.of(figure(regroup, better)));
        rows.add("groups", "kafka", List.of(figure(kafka, better)));
        return rows.all().getFirst();
    }

    @Test
    void theMedian_isTheMiddleRoundOrTheMeanOfTheTwoMiddleOnes() {
        assertEquals(Optional.of(3.0), new Row.Side("regroup", List.of(9.0, 1.0, 3.0)).median());
        assertEquals(
                Optional.of(2.5), new Row.Side("regroup", List.of(4.0, 1.0, 2.0, 3.0)).median());
        assertEquals(Optional.empty(), new Row.Side("regroup", List.of()).median());
    }

    @Test
    void aLoss_isNamedAsPlainlyAsAGain() {
        assertEquals("better", row(Better.LESS, 100, 200).verdict("regroup", "kafka"));
        assertEquals("WORSE", row(Better.LESS, 200, 100).verdict("regroup", "kafka"));
        assertEquals("WORSE", row(Better.MORE, 100, 200).verdict("regroup", "kafka"));
        assertEquals("same", row(Better.LESS, 100, 110).verdict("regroup", "kafka"));
        assertEquals("", row(Better.NEITHER, 100, 200).verdict("regroup", "kafka"));
    }

    @Test
    void theTable_showsMedianRangeRatioAndWhatIsNotYetThere() {
        Rows rows = new Rows();
        rows.add("groups", "regroup", List.of(figure(50, Better.LESS)));
        rows.add("groups", "kafka", List.of(figure(3000, Better.LESS)));
        rows.add("groups", "kafka", List.of(figure(3400, Better.LESS)));
        rows.add("groups", "regroup", List.of(figure(70, Better.LESS)));
        rows.add("groups", "regroup", List.of(new NotYet("10 members, new", "settled")));
        rows.add(
                "groups",
                "kafka",
                List.of(new Figure("10 members, new", "settled", "ms", 9, Better.LESS)));

        assertEquals(
                """
                | scenario | what                     | unit | Regroup          | Kafka               | ratio |        |
                | ---      | ---                      | ---  | ---              | ---                 | ---   | ---    |
                | groups   | 10 members: settled      | ms   | 60.0 (50.0-70.0) | 3,200 (3,000-3,400) | 0.02  | better |
                | groups   | 10 members, new: settled | ms   | not yet          | 9.00                |       |        |
                """,
                Markdown.table(rows.all(), "regroup", "kafka"));
    }

    @Test
    void theTableOfOneBrokerAlone_hasItsColumnsToo() {
        Rows rows = new Rows();
        rows.add("groups", "regroup", List.of(figure(50, Better.LESS)));

        assertEquals(
                """
                | scenario | what                | unit | Regroup | Kafka | ratio |     |
                | ---      | ---                 | ---  | ---     | ---   | ---   | --- |
                | groups   | 10 members: settled | ms   | 50.0    |       |       |     |
                """,
                Markdown.table(rows.all(), "regroup", "kafka"));
    }
}
