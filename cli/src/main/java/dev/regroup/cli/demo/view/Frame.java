package dev.regroup.cli.demo.view;

/// What a picture of the demo depends on besides its state.
///
/// @param address of the broker
/// @param autopilot whether the demo tells its story by itself
/// @param ending whether it is about to end
public record Frame(
        String address,
        String group,
        String protocol,
        String source,
        long nowMs,
        boolean autopilot,
        boolean ending) {

    /// The same at another moment.
    public Frame at(long anotherMs, boolean nowAutopilot, boolean nowEnding) {
        return new Frame(address, group, protocol, source, anotherMs, nowAutopilot, nowEnding);
    }
}
