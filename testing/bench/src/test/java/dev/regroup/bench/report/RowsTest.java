package dev.regroup.bench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import dev.regroup.bench.Outcome.NotYet;
import dev.regroup.bench.Outcome.Remark;
import dev.regroup.bench.Outcome.Skipped;
import dev.regroup.bench.report.Row.Verdict;
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
        assertEquals(Optional.of(3.0), side(9.0, 1.0, 3.0).median());
        assertEquals(Optional.of(2.5), side(4.0, 1.0, 2.0, 3.0).median());
        assertEquals(Optional.empty(), side().median());
    }

    private static Row.Side side(Double... rounds) {
        return new Row.Side("regroup", List.of(rounds), List.of());
    }

    @Test
    void aLoss_isNamedAsPlainlyAsAGain() {
        assertEquals(Verdict.BETTER, row(Better.LESS, 100, 200).verdict("regroup", "kafka"));
        assertEquals(Verdict.WORSE, row(Better.LESS, 200, 100).verdict("regroup", "kafka"));
        assertEquals(Verdict.WORSE, row(Better.MORE, 100, 200).verdict("regroup", "kafka"));
        assertEquals(Verdict.SAME, row(Better.LESS, 100, 110).verdict("regroup", "kafka"));
        assertEquals(Verdict.NONE, row(Better.NEITHER, 100, 200).verdict("regroup", "kafka"));
    }

    @Test
    void theTable_numbersWhatIsToBeKnownOfAFigure_andSaysItOnce() {
        Rows rows = new Rows();
        for (String series : List.of("10 members", "20 members")) {
            rows.add(
                    "groups",
                    "regroup",
                    List.of(
                            new Figure(series, "settled", "ms", 50, Better.LESS),
                            new Remark(series, "settled", "The client was slow.")));
        }
        rows.add(
                "groups",
                "kafka",
                List.of(new Skipped("20 members", "settled", "Only root can do that.")));

        assertEquals(
                """
                | scenario | what                | unit | Regroup  | Kafka       | ratio |     |
                | ---      | ---                 | ---  | ---      | ---         | ---   | --- |
                | groups   | 10 members: settled | ms   | 50.0 [1] |             |       |     |
                | groups   | 20 members: settled | ms   | 50.0 [1] | skipped [2] |       |     |

                [1] The client was slow.

                [2] Only root can do that.
                """,
                Markdown.table(rows.all(), "regroup", "kafka"));
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
