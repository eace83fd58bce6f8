package dev.regroup.architecture.bad.storage;

import dev.regroup.architecture.bad.broker.Broker;
import dev.regroup.architecture.bad.storage.local.LocalLog;
import org.apache.kafka.common.protocol.Errors;

/// A port that knows its implementation, its user and the wire.
public final class WideLog {
    public static String describe() {
        return Broker.class.getName() + LocalLog.class.getName() + Errors.NONE;
    }

    private WideLog() {}
}
