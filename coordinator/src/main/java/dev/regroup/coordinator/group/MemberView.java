package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand.Client;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import java.util.List;
import java.util.Optional;

/// A member, to look at.
public interface MemberView {
    String memberId();

    Optional<String> groupInstanceId();

    Client client();

    int sessionTimeoutMs();

    SessionView session();

    int rebalanceTimeoutMs();

    /// Most preferred first.
    List<Protocol> protocols();

    Bytes assignment();

    /// What it sent for a strategy; empty if it cannot do it.
    Bytes metadata(String protocolName);

    /// Its JoinGroup that has not been answered.
    Optional<ReplyToken> waitingJoin();

    /// Its SyncGroup that has not been answered.
    Optional<ReplyToken> waitingSync();

    /// Its Heartbeat whose answer is held until there is something to tell: its session runs on.
    Optional<ReplyToken> waitingHeartbeat();

    /// Has not closed a connection on which its Heartbeat was held.
    boolean isPatient();

    /// Has not been through a rebalance yet: it may be expired even while it waits, because a
    /// client that gave up its first JoinGroup does not know its id and never comes back to it.
    boolean isNew();

    /// Has a sync of the present generation outstanding.
    boolean owesSync();

    default boolean isStatic() {
        return groupInstanceId().isPresent();
    }

    default boolean waits() {
        return waitingJoin().isPresent() || waitingSync().isPresent();
    }
}
