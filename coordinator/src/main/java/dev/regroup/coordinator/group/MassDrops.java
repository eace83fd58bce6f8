package dev.regroup.coordinator.group;

import java.util.ArrayList;
import java.util.List;

/// When so many members lost their connections together that it was nobody's crash: a proxy was
/// restarted, or a network went.
///
/// @param spans in the order of their ends, which may touch each other
public record MassDrops(List<Span> spans) {
    public static final MassDrops NONE = new MassDrops(List.of());
    private static final int SPANS_MAX = 64;

    /// In monotonic time, both ends included.
    public record Span(long fromMs, long untilMs) {}

    public MassDrops {
        spans = List.copyOf(spans);
    }

    boolean include(long atMs) {
        return spans.stream().anyMatch(span -> span.fromMs <= atMs && atMs <= span.untilMs);
    }

    /// Whether the latest of these began when all of the former were over.
    public boolean latestIsAfter(MassDrops former) {
        if (spans.isEmpty()) {
            return false;
        }
        return former.spans.isEmpty() || spans.getLast().fromMs > former.spans.getLast().untilMs;
    }

    /// Keeps a bounded number; beyond it, what lies between the oldest two counts too.
    MassDrops with(Span latest) {
        List<Span> longer = new ArrayList<>(spans);
        Span last = longer.isEmpty() ? latest : longer.getLast();
        if (!longer.isEmpty() && latest.fromMs <= last.untilMs) {
            longer.set(longer.size() - 1, join(last, latest));
        } else {
            longer.add(latest);
        }
        if (longer.size() > SPANS_MAX) {
            longer.set(1, join(longer.get(0), longer.get(1)));
            longer.removeFirst();
        }
        return new MassDrops(longer);
    }

    private static Span join(Span earlier, Span later) {
        return new Span(Math.min(earlier.fromMs, later.fromMs), later.untilMs);
    }
}
