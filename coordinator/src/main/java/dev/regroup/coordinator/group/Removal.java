package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.group.DurableEvent.ConsumerChanged;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import java.util.List;

/// What is on record of a group without members, in either protocol, is taken out of the log.
final class Removal {
    private Removal() {}

    static void ofRecords(Turn turn, GroupView group) {
        if (group.stored().isPresent()) {
            turn.emit(new GroupRemoved(group.groupId()));
        }
        group.consumers()
                .map(ConsumerGroupView::removal)
                .orElse(List.of())
                .forEach(each -> turn.emit(new ConsumerChanged(group.groupId(), each)));
    }
}
