package dev.regroup.cli.demo.view;

import dev.regroup.cli.demo.model.DemoEvent.FeedProgress;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Rebalance;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// The live picture: as many lines as the screen has, none wider than it.
public final class View {
    private static final int BAR_MAX = 40;

    /// From so many columns on there is room for more than the needful.
    private static final int WIDE = 100;

    private final Glyphs glyphs;
    private final boolean coloured;
    private final GroupTable table;

    /// @param coloured false leaves out everything but text
    public View(Charset encoding, boolean coloured) {
        this.glyphs = Glyphs.of(encoding);
        this.coloured = coloured;
        this.table = new GroupTable(glyphs);
    }

    public List<AttributedString> draw(DemoState state, Frame frame, int columns, int rows) {
        List<AttributedString> head = new ArrayList<>();
        head.add(title(state, frame, columns));
        head.add(rule(columns));
        head.addAll(feeding(state, frame, columns));
        head.add(AttributedString.EMPTY);
        List<AttributedString> foot = List.of(rule(columns), announcement(state), keys(frame));

        // What is left is for the table, then for the rebalances, the newest of which must be seen.
        int left = rows - head.size() - foot.size();
        List<AttributedString> lines = new ArrayList<>(head);
        List<AttributedString> group =
                table.draw(state, frame.nowMs(), columns, Math.max(left - 4, 1));
        lines.addAll(group);
        lines.add(AttributedString.EMPTY);
        lines.addAll(rebalances(state, frame, columns, left - group.size() - 1));
        while (lines.size() < rows - foot.size()) {
            lines.add(AttributedString.EMPTY);
        }
        int bodyMax = Math.max(0, rows - foot.size());
        List<AttributedString> all = new ArrayList<>(lines.subList(0, bodyMax));
        all.addAll(foot);
        return all.subList(0, Math.min(rows, all.size())).stream()
                .map(line -> line.columnSubSequence(0, columns))
                .map(line -> coloured ? line : new AttributedString(line.toString()))
                .toList();
    }

    private AttributedString title(DemoState state, Frame frame, int columns) {
        String left =
                " regroup demo  %s, %s group%s"
                        .formatted(
                                frame.address(),
                                frame.protocol(),
                                columns < WIDE ? "" : " " + frame.group());
        String right =
                "%s  %s "
                        .formatted(
                                frame.autopilot() ? "autopilot: any key ends it" : "",
                                Amounts.clock(frame.nowMs() - state.startedAtMs()));
        return new AttributedString(
                glyphs.pad(left, columns - right.length()) + right, Paint.STRONG);
    }

    private List<AttributedString> feeding(DemoState state, Frame frame, int columns) {
        FeedProgress fed = state.fed();
        int percent =
                fed.totalBytes() == 0
                        ? 0
                        : (int) Math.min(100, fed.bytes() * 100 / fed.totalBytes());
        int barLength = Math.clamp(columns - 50, 10, BAR_MAX);
        int full = barLength * percent / 100;
        String progress =
                " %3d %%%s".formatted(percent, fed.round() == 1 ? "" : "  round " + fed.round());
        AttributedStringBuilder bar = new AttributedStringBuilder();
        bar.styled(Paint.GOOD, glyphs.full().repeat(full))
                .styled(Paint.FAINT, glyphs.empty().repeat(barLength - full))
                .append(progress);
        AttributedStringBuilder first = new AttributedStringBuilder().append(" feeding    ");
        first.append(
                glyphs.pad(frame.source(), Math.max(10, columns - 12 - bar.columnLength() - 3)));
        first.append("  ").append(bar);

        long lag = state.lag();
        long duplicates = state.work().duplicates();
        AttributedStringBuilder second = new AttributedStringBuilder().append(" lines      ");
        second.append("fed ")
                .styled(Paint.STRONG, Amounts.count(state.fed().acknowledged()))
                .append("  processed ")
                .styled(Paint.STRONG, Amounts.count(state.work().distinct()))
                .append("  now ")
                .styled(Paint.STRONG, Amounts.count(state.processedPerSecond(frame.nowMs())))
                .append("/s  lag ")
                .styled(lag > 1000 ? Paint.BUSY : Paint.STRONG, Amounts.count(lag))
                .append("  twice ")
                .styled(duplicates > 0 ? Paint.BUSY : Paint.STRONG, Amounts.count(duplicates));
        AttributedStringBuilder third =
                new AttributedStringBuilder()
                        .append(" levels     ")
                        .append(
                                state.work().byLevel().entrySet().stream()
                                        .map(level ->
                                                level.getKey()
                                                        + " "
                                                        + Amounts.count(level.getValue()))
                                        .collect(Collectors.joining("  ")));
        return List.of(
                first.toAttributedString(),
                second.toAttributedString(),
                third.toAttributedString());
    }

    private List<AttributedString> rebalances(
            DemoState state, Frame frame, int columns, int linesMax) {
        List<Rebalance> all = new ArrayList<>(state.rebalances());
        state.rebalanceUnderWay().ifPresent(all::add);
        List<AttributedString> lines = new ArrayList<>();
        int causeColumns = Math.clamp(columns - 47, 20, 60);
        lines.add(
                new AttributedString(
                        " rebalances %s  lasted   moved  without owner"
                                .formatted(" ".repeat(causeColumns - 6)),
                        Paint.FAINT));
        int shown = Math.clamp(linesMax - 1L, 0, all.size());
        for (Rebalance rebalance : all.subList(all.size() - shown, all.size())) {
            lines.add(line(rebalance, state, frame, causeColumns));
        }
        return lines;
    }

    private AttributedString line(
            Rebalance rebalance, DemoState state, Frame frame, int causeColumns) {
        boolean underWay = rebalance.settledAtMs().isEmpty();
        long unownedMs = rebalance.unownedMaxMs();
        if (underWay) {
            for (int partition : state.ownership().unowned()) {
                long sinceMs = state.ownership().unownedSinceMs(partition).orElse(frame.nowMs());
                unownedMs = Math.max(unownedMs, frame.nowMs() - sinceMs);
            }
        }
        AttributedStyle style = underWay ? Paint.BUSY : Paint.PLAIN;
        return new AttributedStringBuilder()
                .styled(
                        Paint.FAINT,
                        " %5s  "
                                .formatted(
                                        Amounts.clock(
                                                rebalance.triggeredAtMs() - state.startedAtMs())))
                .style(style)
                .append(glyphs.pad(rebalance.cause(), causeColumns - 2))
                .append(
                        "%9s%s  %5d  %9s"
                                .formatted(
                                        Amounts.seconds(rebalance.durationMs(frame.nowMs())),
                                        underWay ? glyphs.more() : " ",
                                        rebalance.moved(),
                                        Amounts.seconds(unownedMs)))
                .toAttributedString();
    }

    private static AttributedString announcement(DemoState state) {
        return new AttributedString(" " + state.announcement(), Paint.STRONG);
    }

    private static AttributedString keys(Frame frame) {
        AttributedStringBuilder line = new AttributedStringBuilder().append(" ");
        if (frame.ending()) {
            return key(line, "q", "quit at once, without the rest").toAttributedString();
        }
        key(line, "a", "add a member");
        key(line, "s", "stop one");
        key(line, "k", "kill one");
        key(line, "p", "partitions");
        key(line, "q", "quit");
        return line.toAttributedString();
    }

    private static AttributedStringBuilder key(
            AttributedStringBuilder line, String key, String does) {
        return line.styled(Paint.KEY, " " + key + " ").append(" ").append(does).append("  ");
    }

    private AttributedString rule(int columns) {
        return new AttributedString(glyphs.rule().repeat(columns), Paint.FAINT);
    }
}
