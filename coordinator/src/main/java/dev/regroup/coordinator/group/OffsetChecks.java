package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply.Reason;
import java.util.Optional;

/// What keeps one offset of a commit from being taken, whoever commits it.
record OffsetChecks(int metadataBytesMax) {
    Optional<Reason> rejection(Turn turn, OffsetToCommit commit) {
        if (!turn.groups().topics().contains(commit.partition().topic(), commit.topicId())) {
            return Optional.of(Reason.UNKNOWN_TOPIC);
        }
        return commit.metadata().length() > metadataBytesMax
                ? Optional.of(Reason.OFFSET_METADATA_TOO_LARGE)
                : Optional.empty();
    }
}
