package dev.regroup.broker.api;

import dev.regroup.broker.shard.Drops;
import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.group.GroupCommand.ConnectionClosed;
import dev.regroup.coordinator.group.GroupCommand.ReleaseHeartbeat;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten;
import dev.regroup.coordinator.group.GroupReply.ConnectionForgotten.Remaining;
import java.util.concurrent.atomic.AtomicLong;

/// Numbers clients' connections, and tells the shards concerned when a client has closed one, or
/// asks for more on it than the heartbeat whose answer they hold. Safe for use by many threads.
public final class MemberConnections {
    private static final int MEMBERS_PER_COMMAND_MAX = 1_000;

    private final Requests requests;
    private final Drops drops;
    private final AtomicLong last = new AtomicLong();

    public MemberConnections(Requests requests, Drops drops) {
        this.requests = requests;
        this.drops = drops;
    }

    public MemberConnection opened() {
        return new MemberConnection(new ConnectionId(last.incrementAndGet()));
    }

    /// Another request has begun to come. Called by the reader before it is handled: shards answer
    /// what they hold at once, or as soon as whoever runs them looks at its next command.
    public void requestComes(MemberConnection connection) {
        if (connection.isHeld()) {
            connection
                    .takeHolding()
                    .forEach(shard ->
                            requests.onGroupsOf(shard, new ReleaseHeartbeat(connection.id())));
        }
    }

    /// Nothing more can come on it, and not because the broker has closed it. Called by its reader,
    /// after the last request.
    public void closedByPeer(MemberConnection connection) {
        connection.shards().forEach(shard -> tell(shard, connection.id()));
    }

    /// A bounded number of members at a time. A shard that cannot tell knows of none.
    private void tell(int shard, ConnectionId connection) {
        ReplyTo<GroupReply> counted =
                reply -> {
                    if (reply instanceof ConnectionForgotten forgotten) {
                        if (forgotten.members() > 0) {
                            drops.dropped(forgotten.atMs(), forgotten.members());
                        }
                        if (forgotten.remaining() == Remaining.MEMBERS) {
                            tell(shard, connection);
                        }
                    }
                };
        requests.onGroupsOf(
                shard, new ConnectionClosed(counted, connection, MEMBERS_PER_COMMAND_MAX));
    }
}
