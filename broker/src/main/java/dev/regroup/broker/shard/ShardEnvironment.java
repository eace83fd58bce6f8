package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.Placement;
import dev.regroup.broker.settings.GroupBounds;
import dev.regroup.coordinator.group.Effect.ComputeAssignment;
import dev.regroup.coordinator.group.Effect.ReadAssignments;
import dev.regroup.coordinator.group.GroupConfig;

/// What all shards of a node share.
///
/// @param bounds of what clients may set for groups
/// @param handles partitions, as readers find them
/// @param catalogue topics, as handlers see them
public record ShardEnvironment(
        Ticker ticker,
        Placement placement,
        GroupConfig groups,
        GroupBounds bounds,
        PartitionHandles handles,
        CataloguePublication catalogue,
        Population population,
        Drops drops,
        Assigning assigning,
        Settling settling,
        SettingsOfTopics settings,
        ShardPost post) {

    /// Computes and reads assignments, which may take long and run code of users. Returns at once;
    /// what comes of it comes to the shard as a command.
    public interface Assigning {
        void compute(int shard, ComputeAssignment what);

        void read(int shard, ReadAssignments what);
    }

    /// Carries messages and asks for what a shard may not do itself.
    public interface ShardPost {
        /// Puts a command into a shard's inbox and sees that it is handled.
        void send(int shard, ShardCommand command);

        /// Has [Shard#load] run on a background thread.
        void load(int shard);

        /// The shard holds all that the catalogue gives it, durably.
        void reconciled(int shard);

        /// The shard's log cannot be read: it stays closed.
        void unrecoverable(int shard, RuntimeException cause);
    }
}
