package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.consumer.ConsumerGroupView;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The topics that a group's members subscribe to; in a classic group read from the metadata that
/// consumers send with each strategy: the head of Kafka's `ConsumerProtocolSubscription`.
///
/// Where a member's metadata cannot be read, every topic counts as subscribed to.
final class Subscriptions {
    private static final String CONSUMER = "consumer";
    private static final int VERSION_BYTES = 2;
    private static final int VERSION_MAX = Short.MAX_VALUE;
    private static final int COUNT_BYTES = 4;
    private static final int LENGTH_BYTES = 2;

    private final Optional<Set<String>> topics;

    private Subscriptions(Optional<Set<String>> topics) {
        this.topics = topics;
    }

    /// Whether the group is one of consumers, whose subscriptions are known.
    static boolean areToTopics(GroupView group) {
        return group.protocolType().filter(CONSUMER::equals).isPresent();
    }

    /// Whether what each member of a classic group prefers says what it subscribes to.
    static boolean areReadable(GroupView group) {
        return group.members().stream()
                .allMatch(
                        member -> read(member.protocols().getFirst().metadata(), new HashSet<>()));
    }

    static Subscriptions of(GroupView group) {
        Set<String> topics = new HashSet<>();
        group.consumers().ifPresent(consumers -> addOf(consumers, topics));
        for (MemberView member : group.members()) {
            for (GroupCommand.Protocol protocol : member.protocols()) {
                if (!read(protocol.metadata(), topics)) {
                    return new Subscriptions(Optional.empty());
                }
            }
        }
        return new Subscriptions(Optional.of(topics));
    }

    /// What one member subscribes to; nothing if its metadata cannot be read.
    static List<String> topics(Bytes metadata) {
        Set<String> topics = new LinkedHashSet<>();
        return read(metadata, topics) ? List.copyOf(topics) : List.of();
    }

    private static void addOf(ConsumerGroupView consumers, Set<String> topics) {
        for (String memberId : consumers.memberIds()) {
            topics.addAll(consumers.member(memberId).orElseThrow().metadata().topicNames());
        }
        consumers.regexes().values().forEach(resolved -> topics.addAll(resolved.topicNames()));
    }

    /// Of a stable group by its chosen strategy alone, and of a group without members none, as
    /// Kafka expires offsets by.
    static Subscriptions ofGeneration(GroupView group) {
        String protocolName = group.protocolName().orElse("");
        Set<String> topics = new HashSet<>();
        for (MemberView member : group.members()) {
            if (!read(member.metadata(protocolName), topics)) {
                return new Subscriptions(Optional.empty());
            }
        }
        return new Subscriptions(Optional.of(topics));
    }

    boolean include(String topic) {
        return topics.isEmpty() || topics.get().contains(topic);
    }

    /// Adds what `metadata` names; false if it is not what consumers send.
    private static boolean read(Bytes metadata, Set<String> topics) {
        Reader in = new Reader(metadata.toArray());
        if (in.left() < VERSION_BYTES + COUNT_BYTES || in.number(VERSION_BYTES) > VERSION_MAX) {
            return false;
        }
        long count = in.number(COUNT_BYTES);
        for (long i = 0; i < count; i++) {
            if (in.left() < LENGTH_BYTES) {
                return false;
            }
            long length = in.number(LENGTH_BYTES);
            if (length > in.left()) {
                return false;
            }
            topics.add(in.name((int) length));
        }
        return true;
    }

    /// Reads big-endian numbers, which are never negative here, and names.
    private static final class Reader {
        private final byte[] bytes;
        private int at;

        Reader(byte[] bytes) {
            this.bytes = bytes;
        }

        int left() {
            return bytes.length - at;
        }

        long number(int size) {
            long number = 0;
            for (int i = 0; i < size; i++) {
                number = (number << 8) | (bytes[at++] & 0xff);
            }
            return number;
        }

        /// Names of topics are ASCII; others than those are none.
        String name(int length) {
            StringBuilder name = new StringBuilder(length);
            for (int i = 0; i < length; i++) {
                name.append((char) (bytes[at++] & 0xff));
            }
            return name.toString();
        }
    }
}
