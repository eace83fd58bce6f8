package dev.regroup.architecture.bad.cli;

import dev.regroup.architecture.bad.broker.Broker;

/// Reaches past the wire into the broker.
public final class Command {
    public static String describe() {
        return Broker.class.getName();
    }

    private Command() {}
}
