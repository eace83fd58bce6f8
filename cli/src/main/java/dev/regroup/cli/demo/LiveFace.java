package dev.regroup.cli.demo;

import dev.regroup.cli.demo.model.DemoState;
import dev.regroup.cli.demo.terminal.Screen;
import dev.regroup.cli.demo.view.Frame;
import dev.regroup.cli.demo.view.View;
import org.jline.terminal.Size;

/// A picture in the terminal.
record LiveFace(Screen screen, View view) implements Face {
    @Override
    public void show(DemoState state, Frame frame) {
        Size size = screen.size();
        screen.draw(view.draw(state, frame, size.getColumns(), size.getRows()), size);
    }

    @Override
    public long lookMs() {
        return 5_000;
    }
}
