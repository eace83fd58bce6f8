package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardCommand.Request;
import dev.regroup.coordinator.group.GroupCommand;

/// Brings handlers' commands to the shard that decides them.
///
/// @param entrance what takes a request in
public record Requests(Placement placement, Entrance entrance) {
    /// Takes a request into a shard, from a connection's thread.
    @FunctionalInterface
    public interface Entrance {
        void request(int shard, Request request);
    }

    /// To the shard that holds the group.
    public void onGroup(GroupCommand.OnGroup command) {
        entrance.request(placement.shardOfGroup(command.groupId()), new OnGroups(command));
    }

    /// As [#onGroup], for a request that a member sends for itself: the group's shard learns on
    /// which connection the member is.
    void onGroupOf(Exchange member, GroupCommand.OnGroup command) {
        int shard = placement.shardOfGroup(command.groupId());
        entrance.request(shard, new OnGroups(command, member.connection().towards(shard)));
    }

    /// As [#onGroupOf]; its answer may be held until another request comes on the connection.
    void onGroupPatiently(Exchange member, GroupCommand.OnGroup command) {
        member.connection().mayHold(placement.shardOfGroup(command.groupId()));
        onGroupOf(member, command);
    }

    void onGroupsOf(int shard, GroupCommand command) {
        entrance.request(shard, new OnGroups(command));
    }

    void onCatalogue(CatalogueCommand command) {
        entrance.request(0, new OnCatalogue(command));
    }

    void onShard(int shard, Request request) {
        entrance.request(shard, request);
    }
}
