package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.StoredGroup.StoredMember;
import dev.regroup.coordinator.group.VolatileEvent.NewMember;
import dev.regroup.coordinator.group.VolatileEvent.Subscription;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A member's state; changed by [EventApplier] through its [Group] only.
final class Member implements MemberView {
    /// What an unanswered request waits for.
    sealed interface Wait {
        record Joining(ReplyToken token) implements Wait {}

        record Syncing(ReplyToken token) implements Wait {}
    }

    private final String memberId;
    private final Optional<String> groupInstanceId;
    private final Client client;
    Subscription subscription;
    Bytes assignment = Bytes.EMPTY;
    @Nullable Wait wait;
    boolean isNew;
    boolean owesSync;
    final Session session;

    // Most members never have one.
    private @Nullable HeldHeartbeat held;

    Member(
            String groupId,
            String memberId,
            Optional<String> groupInstanceId,
            Client client,
            Subscription subscription) {
        this.memberId = memberId;
        this.groupInstanceId = groupInstanceId;
        this.client = client;
        this.subscription = subscription;
        this.session = new Session(groupId, memberId);
    }

    static Member joined(String groupId, NewMember joined) {
        Member member =
                new Member(
                        groupId,
                        joined.memberId(),
                        joined.groupInstanceId(),
                        joined.client(),
                        joined.subscription());
        member.isNew = true;
        return member;
    }

    static Member stored(String groupId, String protocolName, StoredMember stored) {
        Member member =
                new Member(
                        groupId,
                        stored.memberId(),
                        stored.groupInstanceId(),
                        new Client(stored.clientId(), stored.clientHost()),
                        new Subscription(
                                stored.sessionTimeoutMs(),
                                stored.rebalanceTimeoutMs(),
                                List.of(new Protocol(protocolName, stored.subscription()))));
        member.assignment = stored.assignment();
        return member;
    }

    /// Itself under another id, as it comes back after a restart of its client.
    Member renamed(String newMemberId, Client newClient) {
        Member renamed =
                new Member(
                        session.groupId(), newMemberId, groupInstanceId, newClient, subscription);
        renamed.assignment = assignment;
        renamed.owesSync = owesSync;
        return renamed;
    }

    @Override
    public String memberId() {
        return memberId;
    }

    @Override
    public Optional<String> groupInstanceId() {
        return groupInstanceId;
    }

    @Override
    public Client client() {
        return client;
    }

    @Override
    public int sessionTimeoutMs() {
        return subscription.sessionTimeoutMs();
    }

    @Override
    public SessionView session() {
        return session;
    }

    @Override
    public int rebalanceTimeoutMs() {
        return subscription.rebalanceTimeoutMs();
    }

    @Override
    public List<Protocol> protocols() {
        return subscription.protocols();
    }

    @Override
    public Bytes assignment() {
        return assignment;
    }

    @Override
    public Bytes metadata(String protocolName) {
        for (Protocol protocol : protocols()) {
            if (protocol.name().equals(protocolName)) {
                return protocol.metadata();
            }
        }
        return Bytes.EMPTY;
    }

    @Override
    public Optional<ReplyToken> waitingJoin() {
        return wait instanceof Wait.Joining(ReplyToken token)
                ? Optional.of(token)
                : Optional.empty();
    }

    @Override
    public Optional<ReplyToken> waitingSync() {
        return wait instanceof Wait.Syncing(ReplyToken token)
                ? Optional.of(token)
                : Optional.empty();
    }

    HeldHeartbeat heldHeartbeat() {
        HeldHeartbeat present = held;
        if (present == null) {
            present = new HeldHeartbeat(session.groupId(), memberId);
            held = present;
        }
        return present;
    }

    @Override
    public Optional<ReplyToken> waitingHeartbeat() {
        return held == null ? Optional.empty() : held.token();
    }

    @Override
    public boolean isPatient() {
        return held == null || !held.isImpatient;
    }

    @Override
    public boolean isNew() {
        return isNew;
    }

    @Override
    public boolean owesSync() {
        return owesSync;
    }
}
