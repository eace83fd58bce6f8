package dev.regroup.architecture.bad.storage.local;

import dev.regroup.architecture.bad.storage.WideLog;

/// With [WideLog] a cycle.
public final class LocalLog {
    public static String describe() {
        return WideLog.describe();
    }

    private LocalLog() {}
}
