package dev.regroup.coordinator.group;

/// Members that leave their group when they end, and may be treated by what can be seen of them.
/// Not static members, whose place is kept for their session by their own wish (KIP-345), nor those
/// of Kafka Streams, Connect and others that are no plain consumers: they may mean to return.
final class PlainConsumer {
    private static final String CONSUMERS = "consumer";

    /// The strategy of Kafka Streams, which leaves its place in the group to come back to it.
    private static final String STREAMS = "stream";

    private PlainConsumer() {}

    /// A member of either protocol.
    static boolean is(GroupView group, String memberId) {
        return group.consumers().isPresent()
                ? group.consumers()
                        .flatMap(consumers -> consumers.member(memberId))
                        .filter(member -> member.metadata().groupInstanceId().isEmpty())
                        .isPresent()
                : group.member(memberId).filter(member -> is(group, member)).isPresent();
    }

    static boolean is(GroupView group, MemberView member) {
        return !member.isStatic()
                && group.protocolType().filter(CONSUMERS::equals).isPresent()
                && member.protocols().stream()
                        .noneMatch(protocol -> protocol.name().equals(STREAMS));
    }
}
