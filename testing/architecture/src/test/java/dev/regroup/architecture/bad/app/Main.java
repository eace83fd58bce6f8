package dev.regroup.architecture.bad.app;

import org.apache.kafka.common.Uuid;

/// Uses Kafka's classes where wiring has no need of them.
public final class Main {
    public static String describe() {
        return Uuid.ZERO_UUID.toString();
    }

    private Main() {}
}
