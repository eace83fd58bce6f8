package dev.regroup.simulation;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Supplier;

/// The last things that happened, of which those of one group can be read.
final class Trace {
    private static final int LINES_KEPT = 20_000;

    private final VirtualTicker ticker;
    private final Deque<Line> lines = new ArrayDeque<>();
    private final Echo echo;
    private long step;

    /// @param what made into words only when it is read
    private record Line(long step, long atMs, String groupId, String who, Object what) {
        String inWords() {
            return "%7d %8.3f s  %-10s %-12s %s".formatted(step, atMs / 1e3, groupId, who, what);
        }
    }

    /// Is shown each line at once, or does not want it.
    interface Echo {
        Echo SILENT = line -> {};

        void line(Supplier<String> line);
    }

    Trace(VirtualTicker ticker, Echo echo) {
        this.ticker = ticker;
        this.echo = echo;
    }

    void atStep(long now) {
        step = now;
    }

    /// @param groupId `""` for what concerns all
    /// @param what immutable
    void note(String groupId, String who, Object what) {
        Line line = new Line(step, ticker.monotonicMs(), groupId, who, what);
        echo.line(line::inWords);
        if (lines.size() == LINES_KEPT) {
            lines.remove();
        }
        lines.add(line);
    }

    /// The last lines about a group, and what concerned all meanwhile.
    List<String> last(String groupId, int count) {
        List<String> last = new ArrayList<>();
        var backwards = lines.descendingIterator();
        while (backwards.hasNext() && last.size() < count) {
            Line line = backwards.next();
            if (line.groupId.equals(groupId) || line.groupId.isEmpty()) {
                last.addFirst(line.inWords());
            }
        }
        return last;
    }
}
