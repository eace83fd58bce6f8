package dev.regroup.bench.report;

import java.util.List;
import java.util.Locale;

/// A table that people can read on a terminal as well as in a document.
public final class Markdown {
    private static final List<String> HEAD =
            List.of("scenario", "what", "unit", "Regroup", "Kafka", "ratio", "");
    private static final String RULE = "---";

    private Markdown() {}

    /// With what its notes say below.
    ///
    /// @param first the broker whose column comes first, and that the ratio is of
    public static String table(List<Row> rows, String first, String second) {
        Footnotes notes = new Footnotes();
        List<List<String>> cells =
                rows.stream().map(row -> cells(row, first, second, notes)).toList();
        int[] widths = new int[HEAD.size()];
        for (int i = 0; i < widths.length; i++) {
            int column = i;
            widths[i] =
                    Math.max(
                            Math.max(RULE.length(), HEAD.get(i).length()),
                            cells.stream()
                                    .mapToInt(line -> line.get(column).length())
                                    .max()
                                    .orElse(0));
        }
        StringBuilder text = new StringBuilder();
        line(text, HEAD, widths);
        line(text, HEAD.stream().map(_ -> RULE).toList(), widths);
        cells.forEach(line -> line(text, line, widths));
        return text.append(notes.all()).toString();
    }

    private static List<String> cells(Row row, String first, String second, Footnotes notes) {
        return List.of(
                row.scenario(),
                row.series() + ": " + row.name(),
                row.unit(),
                row.side(first).map(side -> cell(side, notes)).orElse(""),
                row.side(second).map(side -> cell(side, notes)).orElse(""),
                row.ratio(first, second).map(ratio -> number(ratio)).orElse(""),
                row.verdict(first, second).toString());
    }

    /// Median, and the least and the greatest where there are several rounds.
    private static String cell(Row.Side side, Footnotes notes) {
        String marks = notes.marks(side.notes());
        if (side.rounds().isEmpty()) {
            return marks.isEmpty() ? "not yet" : "skipped" + marks;
        }
        String median = number(side.median().orElseThrow());
        if (side.rounds().size() == 1) {
            return median + marks;
        }
        return "%s (%s-%s)%s"
                .formatted(
                        median,
                        number(side.min().orElseThrow()),
                        number(side.max().orElseThrow()),
                        marks);
    }

    /// Three digits that count.
    static String number(double value) {
        double size = Math.abs(value);
        String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
        return String.format(Locale.ROOT, form, value);
    }

    private static void line(StringBuilder text, List<String> cells, int[] widths) {
        for (int i = 0; i < widths.length; i++) {
            text.append("| ").append(cells.get(i));
            text.repeat(' ', widths[i] - cells.get(i).length() + 1);
        }
        text.append("|\n");
    }
}
