package dev.regroup.broker.plugin;

import dev.regroup.coordinator.assign.AssignmentInput;
import dev.regroup.coordinator.assign.Assignor;
import dev.regroup.coordinator.assign.GroupAssignment;
import org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor;

/// A user's strategy, asked in Kafka's words; what it answers is believed only after it was
/// checked.
public final class PluginAssignor implements Assignor {
    private final String name;
    private final ConsumerGroupPartitionAssignor plugin;

    public PluginAssignor(String name, ConsumerGroupPartitionAssignor plugin) {
        this.name = name;
        this.plugin = plugin;
    }

    @Override
    public String name() {
        return name;
    }

    /// @throws InvalidAssignmentException if the plug-in's answer cannot be carried out; besides,
    ///   whatever it throws itself
    @Override
    public GroupAssignment assign(AssignmentInput input) {
        return new AssignmentCheck(input)
                .checked(plugin.assign(new GroupAsSpec(input), new TopicsAsDescriber(input)));
    }
}
