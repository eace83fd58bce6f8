package dev.regroup.coordinator.group;

import dev.regroup.coordinator.consumer.ClassicMembership;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import dev.regroup.coordinator.consumer.ConsumerMember;
import dev.regroup.coordinator.consumer.MemberMetadata;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupCommand.Sync;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import java.util.List;
import java.util.Optional;

/// Whether a classic member of a group of the consumer protocol may do what it asks for.
final class ClassicConsumerRefusal {
    private ClassicConsumerRefusal() {}

    static Optional<Rejected> ofJoin(GroupView group, Join command, int sizeMax) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        if (consumers.memberCount() >= sizeMax && !consumers.hasMember(command.memberId())) {
            return Optional.of(
                    new Rejected(
                            Reason.GROUP_MAX_SIZE_REACHED,
                            "",
                            "group %s has the %d members that it may have"
                                    .formatted(group.groupId(), sizeMax)));
        }
        if (!command.protocolType().equals("consumer")
                || command.subscription().isEmpty()
                || !canAgree(consumers, command.protocols())) {
            return Optional.of(
                    Refusal.of(Reason.INCONSISTENT_GROUP_PROTOCOL, group, command.memberId()));
        }
        return command.groupInstanceId().isPresent() && !command.memberId().isEmpty()
                ? ConsumerRefusal.ofIdentity(
                        group, consumers, command.memberId(), command.groupInstanceId())
                : Optional.empty();
    }

    /// Whether all classic members and this one have a strategy in common: they will need one if
    /// the group becomes a classic one again.
    private static boolean canAgree(ConsumerGroupView consumers, List<Protocol> protocols) {
        List<ClassicMembership> others =
                consumers.memberIds().stream()
                        .flatMap(id -> consumers.member(id).stream())
                        .map(ConsumerMember::metadata)
                        .map(MemberMetadata::classic)
                        .flatMap(Optional::stream)
                        .toList();
        return protocols.stream()
                .map(Protocol::name)
                .anyMatch(name -> others.stream().allMatch(other -> other.supports(name)));
    }

    static Optional<Rejected> ofMember(
            GroupView group, String memberId, Optional<String> groupInstanceId, int generationId) {
        ConsumerGroupView consumers = group.consumers().orElseThrow();
        Optional<Rejected> refusal =
                ConsumerRefusal.ofIdentity(group, consumers, memberId, groupInstanceId);
        if (refusal.isPresent()) {
            return refusal;
        }
        ConsumerMember member = ConsumerMembership.member(group, memberId);
        if (!member.isClassic()) {
            return Optional.of(Refusal.of(Reason.UNKNOWN_MEMBER_ID, group, memberId));
        }
        return generationId == member.epoch()
                ? Optional.empty()
                : Optional.of(
                        new Rejected(
                                Reason.ILLEGAL_GENERATION,
                                memberId,
                                "group %s: member %s is at generation %d, expected %d"
                                        .formatted(
                                                group.groupId(),
                                                memberId,
                                                generationId,
                                                member.epoch())));
    }

    static Optional<Rejected> ofProtocol(GroupView group, Sync command) {
        String expected =
                ConsumerMembership.member(group, command.memberId())
                        .metadata()
                        .classic()
                        .orElseThrow()
                        .protocolName();
        boolean differs =
                command.protocolType().filter(said -> !said.equals("consumer")).isPresent()
                        || command.protocolName()
                                .filter(said -> !said.equals(expected))
                                .isPresent();
        return differs
                ? Optional.of(
                        Refusal.of(Reason.INCONSISTENT_GROUP_PROTOCOL, group, command.memberId()))
                : Optional.empty();
    }
}
