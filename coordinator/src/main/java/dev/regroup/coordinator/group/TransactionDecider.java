package dev.regroup.coordinator.group;

import dev.regroup.coordinator.group.DurableEvent.OffsetPending;
import dev.regroup.coordinator.group.DurableEvent.TransactionEnded;
import dev.regroup.coordinator.group.GroupCommand.CommitInTransaction;
import dev.regroup.coordinator.group.GroupCommand.EndTransaction;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.Numbering;
import dev.regroup.coordinator.group.GroupReply.OffsetsCommitted;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupReply.TransactionSettled;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/// Offsets that are committed as part of a transaction (KIP-98, KIP-447): pending until its marker
/// comes.
final class TransactionDecider {
    private final OffsetChecks checks;

    TransactionDecider(OffsetChecks checks) {
        this.checks = checks;
    }

    /// No session is extended, and the phases of a rebalance do not matter: it is the producer that
    /// speaks.
    void commit(Turn turn, CommitInTransaction command) {
        Optional<GroupView> found = turn.groups().find(command.groupId());
        Optional<Rejected> refusal =
                found.isPresent() ? refusal(found.get(), command) : refusalOfUnknown(command);
        if (refusal.isPresent()) {
            turn.reject(command.token(), command.groupId(), refusal.get());
            return;
        }
        Map<TopicPartition, Reason> rejections =
                checks.sift(
                        turn,
                        command.offsets(),
                        each ->
                                turn.emit(
                                        new OffsetPending(
                                                command.groupId(),
                                                command.producer(),
                                                each.partition(),
                                                each.at(
                                                        turn.wallClockMs(),
                                                        OptionalLong.empty()))));
        turn.reply(command.token(), command.groupId(), new OffsetsCommitted(rejections));
    }

    private static Optional<Rejected> refusalOfUnknown(CommitInTransaction command) {
        return command.generationId() < 0
                ? Optional.empty()
                : Optional.of(
                        Refusal.unknownGroup(
                                Reason.ILLEGAL_GENERATION, command.groupId(), command.memberId()));
    }

    /// Producers before KIP-447 do not say which member they speak for, and are believed.
    private static Optional<Rejected> refusal(GroupView group, CommitInTransaction command) {
        if (command.generationId() < 0
                && (group.state() == GroupState.EMPTY
                        || (command.memberId().isEmpty() && command.groupInstanceId().isEmpty()))) {
            return Optional.empty();
        }
        if (group.consumers().isPresent()) {
            return ConsumerRefusal.ofCommit(
                    group,
                    new MemberAtEpoch(command.memberId(), command.generationId()),
                    Numbering.MEMBER_EPOCHS,
                    command.offsets());
        }
        return Refusal.ofGeneration(
                group, command.memberId(), command.groupInstanceId(), command.generationId());
    }

    /// Logged even if nothing is pending: who asks again, not knowing that it was heard, must not
    /// be answered before the first marker is durable.
    void end(Turn turn, EndTransaction command) {
        Set<String> groupIds = new LinkedHashSet<>();
        groupIds.add(TransactionEnded.ITSELF);
        groupIds.addAll(turn.groups().inTransactionOf(command.producer().id()));
        turn.emit(
                new TransactionEnded(
                        command.producer(),
                        command.outcome(),
                        command.coordinatorEpoch(),
                        groupIds));
        turn.reply(command.token(), groupIds, new TransactionSettled());
    }
}
