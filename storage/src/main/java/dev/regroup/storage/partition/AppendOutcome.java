package dev.regroup.storage.partition;

/// What a partition says to a batch that wants to be appended.
public sealed interface AppendOutcome {
    /// The batch takes the offsets from `baseOffset` on.
    record Accepted(long baseOffset) implements AppendOutcome {}

    /// The same batch is there already, from `baseOffset` on; the producer is told so as if it had
    /// just been appended.
    record Duplicate(long baseOffset) implements AppendOutcome {}

    record Refused(Reason reason, String detail) implements AppendOutcome {}

    enum Reason {
        /// The partition is not here, or no longer.
        NOT_LEADER,
        /// A sequence number is missing or older than what is remembered.
        OUT_OF_ORDER_SEQUENCE,
        /// A newer instance of the producer has written since.
        PRODUCER_FENCED,
        /// The store has no space left for records. The batch was not looked at.
        STORAGE_FULL,
        /// The log failed before the batch was durable: whether it is there is not known.
        STORAGE_FAILED
    }
}
