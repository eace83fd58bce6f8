package dev.regroup.bench.groups;

import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;

/// A member's way to the broker. Requests may follow each other before they are answered; answers
/// come in their order.
interface Connection {
    /// @param then gets the answer, unless the connection is closed before
    void send(ApiMessage request, int version, Consumer<ApiMessage> then);

    void close();
}
