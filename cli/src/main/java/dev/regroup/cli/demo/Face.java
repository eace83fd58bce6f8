package dev.regroup.cli.demo;

import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.view.Frame;

/// Where the demo shows itself.
sealed interface Face permits LiveFace, PlainFace {
    /// Shows how things are; called several times a second.
    void show(DemoState state, Frame frame);

    /// How long an act of the story is to be looked at.
    long lookMs();
}
