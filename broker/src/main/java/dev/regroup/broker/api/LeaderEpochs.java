package dev.regroup.broker.api;

import org.apache.kafka.common.protocol.Errors;

/// The leader epoch that a client believes in, against the present one (KIP-320).
final class LeaderEpochs {
    private static final int NOT_SAID = -1;

    private LeaderEpochs() {}

    static Errors check(int believed, int present) {
        if (believed == NOT_SAID || believed == present) {
            return Errors.NONE;
        }
        return believed < present ? Errors.FENCED_LEADER_EPOCH : Errors.UNKNOWN_LEADER_EPOCH;
    }
}
