package dev.regroup.bench.groups;

import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;

/// A request that may be sent over and over, and what its answer has to be.
///
/// @param check throws if the answer is not right
record Exchange(ApiMessage request, int version, Consumer<ApiMessage> check) {
    /// @throws IllegalStateException if it is one
    static void mustNotBeError(short code) {
        if (code != Errors.NONE.code()) {
            throw new IllegalStateException("refused: " + Errors.forCode(code));
        }
    }
}
