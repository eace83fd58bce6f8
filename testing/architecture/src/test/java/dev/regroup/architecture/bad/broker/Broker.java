package dev.regroup.architecture.bad.broker;

import dev.regroup.architecture.bad.app.Main;
import dev.regroup.architecture.bad.cli.Command;
import dev.regroup.architecture.bad.storage.local.LocalLog;
import dev.regroup.architecture.bad.storage.memory.MemoryLog;

/// Knows the modules above it and the implementations below it.
public final class Broker {
    public static String describe() {
        return Main.class.getName()
                + Command.class.getName()
                + LocalLog.class.getName()
                + MemoryLog.class.getName();
    }

    private Broker() {}
}
