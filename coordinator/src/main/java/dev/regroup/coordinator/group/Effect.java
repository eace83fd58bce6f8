package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerEvent.ResolvedRegex;
import dev.regroup.coordinator.group.GroupCommand.Origin;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What the core asks of its runtime, which answers with a command.
public sealed interface Effect {
    /// Answered with [GroupCommand.AssignmentComputed], once.
    ///
    /// @param ticket comes back with the answer
    /// @param epoch the group epoch to compute it for
    /// @param assignorName a strategy's, or the default one's
    /// @param members in the order they joined
    /// @param regexes what their patterns stood for when they were last resolved
    record ComputeAssignment(
            String groupId,
            long ticket,
            int epoch,
            String assignorName,
            List<MemberToAssign> members,
            Map<String, ResolvedRegex> regexes)
            implements Effect {
        public ComputeAssignment {
            members = List.copyOf(members);
            regexes = Map.copyOf(regexes);
        }
    }

    /// What the members of a classic group are assigned, which they only can read, by ids of
    /// topics. Answered with [GroupCommand.AssignmentsRead], once.
    ///
    /// @param assignments by member id, as Kafka's consumers write them
    record ReadAssignments(String groupId, int generationId, Map<String, Bytes> assignments)
            implements Effect {
        public ReadAssignments {
            assignments = Map.copyOf(assignments);
        }
    }

    /// @param origin of its last heartbeat, if one has come since the shard was loaded
    /// @param topicNames of topics that need not exist
    /// @param target what it was to have so far
    record MemberToAssign(
            String memberId,
            Optional<String> groupInstanceId,
            Optional<String> rackId,
            Optional<Origin> origin,
            List<String> topicNames,
            Optional<String> topicRegex,
            Partitions target) {}
}
