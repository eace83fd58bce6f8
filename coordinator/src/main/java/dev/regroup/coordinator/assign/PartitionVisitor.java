package dev.regroup.coordinator.assign;

import dev.regroup.coordinator.offset.TopicId;

/// Is shown one partition at a time.
@FunctionalInterface
public interface PartitionVisitor {
    void visit(TopicId topic, int partition);
}
