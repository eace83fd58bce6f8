package dev.regroup.cli.demo.view;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jline.utils.AttributedString;

/// A picture of a terminal, to be looked at where there is none.
final class Svg {
    private static final double CELL_WIDTH = 8.4;
    private static final int CELL_HEIGHT = 18;
    private static final int MARGIN = 12;
    private static final String INK = "#d8dee9";

    /// By the number of the colour in the escape sequences of terminals.
    private static final Map<String, String> COLOURS =
            Map.of(
                    "31", "#ef6b73",
                    "32", "#8fc97a",
                    "33", "#e5c07b",
                    "34", "#6fa8ff",
                    "35", "#c792ea",
                    "36", "#56c7d6",
                    "37", "#d8dee9");

    private Svg() {}

    static String of(List<AttributedString> lines, int columns) {
        long width = Math.round(columns * CELL_WIDTH) + 2L * MARGIN;
        int height = lines.size() * CELL_HEIGHT + 2 * MARGIN;
        StringBuilder svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d">
                <rect width="100%%" height="100%%" rx="8" fill="#1e222a"/>
                <g font-family="ui-monospace, Menlo, Consolas, 'DejaVu Sans Mono', monospace" font-size="14" fill="%s" xml:space="preserve">
                """
                        .formatted(width, height, width, height, INK));
        for (int row = 0; row < lines.size(); row++) {
            line(svg, lines.get(row), row);
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private static void line(StringBuilder svg, AttributedString line, int row) {
        int start = 0;
        while (start < line.length()) {
            int end = line.runLimit(start);
            String text = line.toString().substring(start, end);
            if (!text.isBlank()) {
                run(svg, text, start, row, line.styleAt(start).toAnsi());
            }
            start = end;
        }
    }

    private static void run(StringBuilder svg, String text, int column, int row, String codes) {
        List<String> set = Arrays.asList(codes.split(";"));
        double x = MARGIN + column * CELL_WIDTH;
        double length = text.length() * CELL_WIDTH;
        int y = MARGIN + row * CELL_HEIGHT;
        String fill =
                set.stream().filter(COLOURS::containsKey).map(COLOURS::get).findFirst().orElse(INK);
        if (set.contains("7")) {
            svg.append(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n"
                            .formatted(x, y, length, CELL_HEIGHT, INK));
            fill = "#1e222a";
        }
        svg.append(
                "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\"%s%s>%s</text>\n"
                        .formatted(
                                x,
                                y + 14,
                                length,
                                fill,
                                set.contains("1") ? " font-weight=\"bold\"" : "",
                                set.contains("2") ? " opacity=\"0.55\"" : "",
                                text.replace("&", "&amp;").replace("<", "&lt;")));
    }
}
