package dev.regroup.cli.demo;

import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.model.Rebalance;
import dev.regroup.cli.demo.view.Frame;
import dev.regroup.cli.demo.view.Summary;
import java.io.PrintWriter;
import java.util.List;

/// A line for each thing that happened, and now and then how far things are.
final class PlainFace implements Face {
    private static final long PROGRESS_EVERY_MS = 5_000;

    private final PrintWriter out;
    private String announced = "";
    private int rebalancesShown;
    private long progressAtMs;

    PlainFace(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void show(DemoState state, Frame frame) {
        List<Rebalance> rebalances = state.rebalances();
        for (Rebalance rebalance : rebalances.subList(rebalancesShown, rebalances.size())) {
            out.println(Summary.rebalance(rebalance));
        }
        rebalancesShown = rebalances.size();
        if (!state.announcement().equals(announced)) {
            announced = state.announcement();
            out.println(announced);
        }
        if (progressAtMs == 0) {
            progressAtMs = frame.nowMs();
        }
        if (frame.nowMs() - progressAtMs >= PROGRESS_EVERY_MS) {
            progressAtMs = frame.nowMs();
            out.println(Summary.progress(state, frame.nowMs()));
        }
        out.flush();
    }

    @Override
    public long lookMs() {
        return 1_000;
    }
}
