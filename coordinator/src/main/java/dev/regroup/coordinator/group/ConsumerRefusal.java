package dev.regroup.coordinator.group;

import dev.regroup.coordinator.assign.Partitions;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.CurrentAssignment;
import dev.regroup.coordinator.consumer.PartitionId;
import dev.regroup.coordinator.group.GroupCommand.ConsumerHeartbeat;
import dev.regroup.coordinator.group.GroupCommand.ConsumerLeave;
import dev.regroup.coordinator.group.GroupCommand.MemberAtEpoch;
import dev.regroup.coordinator.group.GroupCommand.Numbering;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;

/// Whether a member of the consumer protocol is who it claims to be, and where it claims to be
/// (KIP-848, "Member epoch" and "Static membership").
final class ConsumerRefusal {
    private ConsumerRefusal() {}

    static Optional<Rejected> ofHeartbeat(
            Optional<GroupView> found, ConsumerHeartbeat command, Upgrade upgrade, int sizeMax) {
        if (found.isEmpty()) {
            return command.joins() ? Optional.empty() : unknownGroup(command.groupId());
        }
        GroupView group = found.get();
        if (group.consumers().isEmpty()) {
            return command.joins() && (group.memberCount() == 0 || upgrade.isAllowed(group))
                    ? Optional.empty()
                    : otherProtocol(group);
        }
        ConsumerGroupView consumers = group.consumers().get();
        if (consumers.memberCount() >= sizeMax && !consumers.hasMember(command.memberId())) {
            return refuse(
                    Reason.GROUP_MAX_SIZE_REACHED,
                    group,
                    command.memberId(),
                    "it has the %d members that it may have".formatted(sizeMax));
        }
        return command.joins()
                ? ofJoin(group, consumers, command)
                : ofMember(group, consumers, command);
    }

    /// A static member may only be followed once it said that it is away.
    private static Optional<Rejected> ofJoin(
            GroupView group, ConsumerGroupView consumers, ConsumerHeartbeat command) {
        return command.claims()
                .groupInstanceId()
                .flatMap(consumers::staticMemberId)
                .flatMap(consumers::member)
                .filter(holder -> !holder.current().isAway())
                .filter(holder -> !holder.memberId().equals(command.memberId()))
                .flatMap(holder ->
                        refuse(
                                Reason.UNRELEASED_INSTANCE_ID,
                                group,
                                command.memberId(),
                                "its instance is still member " + holder.memberId()));
    }

    private static Optional<Rejected> ofMember(
            GroupView group, ConsumerGroupView consumers, ConsumerHeartbeat command) {
        Optional<String> instanceId = command.claims().groupInstanceId();
        return ofIdentity(group, consumers, command.memberId(), instanceId)
                .or(() ->
                        ofEpoch(
                                group,
                                consumers.member(command.memberId()).orElseThrow(),
                                command.memberEpoch(),
                                command.claims().owned()));
    }

    static Optional<Rejected> ofLeave(Optional<GroupView> found, ConsumerLeave command) {
        if (found.isEmpty()) {
            return unknownGroup(command.groupId());
        }
        GroupView group = found.get();
        return group.consumers().isEmpty()
                ? otherProtocol(group)
                : ofIdentity(
                        group,
                        group.consumers().get(),
                        command.memberId(),
                        command.groupInstanceId());
    }

    static Optional<Rejected> ofIdentity(
            GroupView group,
            ConsumerGroupView consumers,
            String memberId,
            Optional<String> groupInstanceId) {
        if (groupInstanceId.isPresent()) {
            Optional<String> holder = consumers.staticMemberId(groupInstanceId.get());
            if (holder.isEmpty()) {
                return refuse(
                        Reason.UNKNOWN_MEMBER_ID,
                        group,
                        memberId,
                        "it has no instance " + groupInstanceId.get());
            }
            if (!holder.get().equals(memberId)) {
                return refuse(
                        Reason.FENCED_INSTANCE_ID,
                        group,
                        memberId,
                        "its instance is member %s now".formatted(holder.get()));
            }
        }
        return consumers.hasMember(memberId)
                ? Optional.empty()
                : refuse(Reason.UNKNOWN_MEMBER_ID, group, memberId, "it is not a member");
    }

    /// The epoch before is accepted from a member that has nothing but what is still its own: it
    /// missed an answer.
    private static Optional<Rejected> ofEpoch(
            GroupView group, ConsumerMember member, int epoch, Optional<Partitions> owned) {
        CurrentAssignment current = member.current();
        boolean missedAnAnswer =
                epoch == current.previousEpoch()
                        && owned.filter(current.assigned().partitions()::containsAll).isPresent();
        return epoch == current.epoch() || (missedAnAnswer && epoch < current.epoch())
                ? Optional.empty()
                : refuse(
                        Reason.FENCED_MEMBER_EPOCH,
                        group,
                        member.memberId(),
                        "it is at epoch %d, expected %d: it is to give up all and join again"
                                .formatted(epoch, current.epoch()));
    }

    /// A commit of the member's epoch, or of an older one in which it had the partitions already
    /// (KIP-1251); anybody's if the group has no members.
    static Optional<Rejected> ofCommit(
            GroupView group,
            MemberAtEpoch committer,
            Numbering numbering,
            List<OffsetToCommit> offsets) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        int epoch = committer.memberEpoch();
        if (epoch < 0 && consumers.memberCount() == 0) {
            return Optional.empty();
        }
        // Members are known by their ids here, as in Kafka: one whose instance has gone on to
        // another
        // member is not one any more.
        Optional<Rejected> refusal =
                ofIdentity(group, consumers, committer.memberId(), Optional.empty());
        if (refusal.isPresent()) {
            return refusal;
        }
        ConsumerMember member = consumers.member(committer.memberId()).orElseThrow();
        if (!member.isClassic() && numbering == Numbering.GENERATIONS) {
            return refuse(
                    Reason.VERSION_WITHOUT_EPOCHS,
                    group,
                    committer.memberId(),
                    "it uses the consumer protocol, and commits in a version without epochs");
        }
        CurrentAssignment current = member.current();
        boolean isOfItsOwn =
                epoch == current.epoch()
                        || (epoch < current.epoch()
                                && offsets.stream()
                                        .allMatch(each -> hadAlready(current, each, epoch)));
        return isOfItsOwn
                ? Optional.empty()
                : refuse(
                        ofAnotherEpoch(member),
                        group,
                        committer.memberId(),
                        "it commits at epoch %d, expected %d".formatted(epoch, current.epoch()));
    }

    static Optional<Rejected> ofFetch(GroupView group, MemberAtEpoch asker) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        return ofIdentity(group, consumers, asker.memberId(), Optional.empty())
                .or(() -> {
                    ConsumerMember member = consumers.member(asker.memberId()).orElseThrow();
                    return member.epoch() == asker.memberEpoch()
                            ? Optional.empty()
                            : refuse(
                                    ofAnotherEpoch(member),
                                    group,
                                    asker.memberId(),
                                    "it fetches at epoch %d, expected %d"
                                            .formatted(asker.memberEpoch(), member.epoch()));
                });
    }

    /// In the words of the protocol that the member uses.
    private static Reason ofAnotherEpoch(ConsumerMember member) {
        return member.isClassic() ? Reason.ILLEGAL_GENERATION : Reason.STALE_MEMBER_EPOCH;
    }

    private static boolean hadAlready(CurrentAssignment current, OffsetToCommit commit, int epoch) {
        PartitionId partition = new PartitionId(commit.topicId(), commit.partition().partition());
        return current.assignmentEpoch(partition).filter(since -> since <= epoch).isPresent();
    }

    private static Optional<Rejected> unknownGroup(String groupId) {
        return Optional.of(Refusal.unknownGroup(Reason.GROUP_ID_NOT_FOUND, groupId, ""));
    }

    private static Optional<Rejected> otherProtocol(GroupView group) {
        return refuse(Reason.GROUP_ID_NOT_FOUND, group, "", "it is not a consumer group");
    }

    private static Optional<Rejected> refuse(
            Reason reason, GroupView group, String memberId, String why) {
        return Optional.of(
                new Rejected(
                        reason,
                        memberId,
                        "group %s (%s), member %s: %s"
                                .formatted(
                                        group.groupId(),
                                        group.state().wireName(),
                                        memberId.isEmpty() ? "without id" : memberId,
                                        why)));
    }
}
