package dev.regroup.storage.local.journal;

/// When an entry counts as durable.
public enum Durability {
    /// When it is on the medium: survives a power cut.
    FSYNC,
    /// When the operating system has it: survives the process, not the machine.
    OS
}
