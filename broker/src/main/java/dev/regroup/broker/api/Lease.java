package dev.regroup.broker.api;

import dev.regroup.storage.log.ExtentReader.Pin;
import org.jspecify.annotations.Nullable;

/// What an answer has on loan from the logs, from when it is put together until it has been sent.
/// For the connection's writer.
final class Lease {
    private final RecordReads reads;
    private @Nullable Pin pin;

    Lease(RecordReads reads) {
        this.reads = reads;
    }

    void begin() {
        pin = reads.pin();
    }

    void end() {
        Pin held = pin;
        pin = null;
        if (held != null) {
            held.close();
        }
    }
}
