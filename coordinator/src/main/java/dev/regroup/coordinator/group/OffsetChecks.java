package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// What keeps one offset of a commit from being taken, whoever commits it.
record OffsetChecks(int metadataBytesMax) {
    /// Takes those that may be taken.
    ///
    /// @return why the others may not
    Map<TopicPartition, Reason> sift(
            Turn turn, List<OffsetToCommit> offsets, Consumer<OffsetToCommit> take) {
        Map<TopicPartition, Reason> rejections = new LinkedHashMap<>();
        for (OffsetToCommit offset : offsets) {
            rejection(turn, offset)
                    .ifPresentOrElse(
                            reason -> rejections.put(offset.partition(), reason),
                            () -> take.accept(offset));
        }
        return rejections;
    }

    private Optional<Reason> rejection(Turn turn, OffsetToCommit commit) {
        if (!turn.groups().topics().contains(commit.partition().topic(), commit.topicId())) {
            return Optional.of(Reason.UNKNOWN_TOPIC);
        }
        return commit.metadata().length() > metadataBytesMax
                ? Optional.of(Reason.OFFSET_METADATA_TOO_LARGE)
                : Optional.empty();
    }
}
