package dev.regroup.cli.demo.view;

import dev.regroup.cli.demo.model.DemoEvent.PartitionOffsets;
import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.GroupMember;
import dev.regroup.cli.demo.model.GroupMember.Condition;
import dev.regroup.cli.demo.model.Ownership;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.IntFunction;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;

/// Members and partitions: a row for each member, a column for each partition.
final class GroupTable {
    private static final int NAME_COLUMNS = 12;
    private static final int CELL_COLUMNS = 5;
    private static final int FACTS_COLUMNS = 22;

    private final Glyphs glyphs;

    GroupTable(Glyphs glyphs) {
        this.glyphs = glyphs;
    }

    /// One cell: what it says, and how.
    private record Cell(String text, AttributedStyle style) {}

    /// At most `linesMax` lines; members that find no place are counted in the last row.
    List<AttributedString> draw(DemoState state, long nowMs, int columns, int linesMax) {
        Ownership ownership = state.ownership();
        int fitting = Math.max(1, (columns - NAME_COLUMNS - FACTS_COLUMNS) / CELL_COLUMNS);
        int shown = Math.min(ownership.partitions(), fitting);
        String more =
                shown == ownership.partitions() ? "" : " +" + (ownership.partitions() - shown);

        List<AttributedString> rows = new ArrayList<>();
        rows.add(
                row(
                        new Cell("partition", Paint.FAINT),
                        shown,
                        partition -> new Cell(String.valueOf(partition), Paint.FAINT),
                        new Cell("%s      /s   processed".formatted(pad5(more)), Paint.FAINT)));
        int places = Math.max(0, linesMax - 3);
        List<GroupMember> members = state.members();
        for (GroupMember member : members.subList(0, Math.min(places, members.size()))) {
            rows.add(row(member, state, nowMs, shown));
        }
        String hidden =
                members.size() <= places
                        ? ""
                        : "     and %d more members".formatted(members.size() - places);
        boolean someUnowned = !ownership.unowned().isEmpty();
        rows.add(
                row(
                        new Cell("no owner", someUnowned ? Paint.BAD : Paint.FAINT),
                        shown,
                        partition -> unowned(ownership, partition, nowMs),
                        new Cell(hidden, Paint.FAINT)));
        rows.add(
                row(
                        new Cell("lag", Paint.FAINT),
                        shown,
                        partition -> lag(state, partition),
                        new Cell("     sum " + Amounts.count(state.lag()), Paint.FAINT)));
        return rows;
    }

    private AttributedString row(GroupMember member, DemoState state, long nowMs, int shown) {
        AttributedStyle style = Paint.member(member.name());
        AttributedStyle named = member.condition() == Condition.KILLED ? Paint.BAD : style;
        String facts =
                switch (member.condition()) {
                    case STARTING -> "     starting";
                    case LEAVING -> "     leaving";
                    case CONDEMNED -> "     to be killed";
                    case WITHHOLDING ->
                            "     %d uncommitted"
                                    .formatted(state.work().uncommitted(member.name()));
                    case KILLED -> " dead, %d uncommitted".formatted(member.uncommittedAtKill());
                    case WORKING ->
                            "%13s %11s"
                                    .formatted(
                                            Amounts.count(
                                                    state.processedPerSecond(member.name(), nowMs)),
                                            Amounts.count(state.work().by(member.name())));
                };
        return row(
                new Cell(member.name(), named),
                shown,
                partition ->
                        state.ownership().owner(partition).filter(member.name()::equals).isPresent()
                                ? new Cell(glyphs.owned(), style)
                                : new Cell(glyphs.none(), Paint.FAINT),
                new Cell(
                        facts, member.condition() == Condition.WORKING ? Paint.PLAIN : Paint.BUSY));
    }

    private Cell unowned(Ownership ownership, int partition, long nowMs) {
        OptionalLong since = ownership.unownedSinceMs(partition);
        return since.isEmpty()
                ? new Cell(glyphs.none(), Paint.FAINT)
                : new Cell(Amounts.briefSeconds(Math.max(0, nowMs - since.getAsLong())), Paint.BAD);
    }

    private static Cell lag(DemoState state, int partition) {
        PartitionOffsets offsets = state.offsets().get(partition);
        long lag = offsets == null ? 0 : offsets.lag();
        return new Cell(Amounts.brief(lag), lag > 100 ? Paint.BUSY : Paint.PLAIN);
    }

    private AttributedString row(Cell name, int partitions, IntFunction<Cell> cells, Cell facts) {
        AttributedStringBuilder row = new AttributedStringBuilder();
        row.styled(name.style(), " " + glyphs.pad(name.text(), NAME_COLUMNS - 1));
        for (int partition = 0; partition < partitions; partition++) {
            Cell cell = cells.apply(partition);
            row.styled(cell.style(), "%5s".formatted(cell.text()));
        }
        return row.styled(facts.style(), facts.text()).toAttributedString();
    }

    private static String pad5(String text) {
        return "%5s".formatted(text);
    }
}
