package dev.regroup.broker.shard;

import dev.regroup.broker.catalogue.CatalogueCommand;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.shard.ShardCommand.Append;
import dev.regroup.broker.shard.ShardCommand.AskForTopics;
import dev.regroup.broker.shard.ShardCommand.DeleteRecords;
import dev.regroup.broker.shard.ShardCommand.DeletionRefused;
import dev.regroup.broker.shard.ShardCommand.DescribeProducers;
import dev.regroup.broker.shard.ShardCommand.ExpireRecords;
import dev.regroup.broker.shard.ShardCommand.OnCatalogue;
import dev.regroup.broker.shard.ShardCommand.OnGroups;
import dev.regroup.broker.shard.ShardCommand.Reconcile;
import dev.regroup.broker.shard.ShardCommand.Request;
import dev.regroup.broker.shard.ShardCommand.Settle;
import dev.regroup.broker.shard.ShardCommand.SettleOutcome;
import dev.regroup.broker.shard.ShardCommand.TopicChanged;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.storage.partition.AppendOutcome;
import dev.regroup.storage.partition.AppendOutcome.Refused;
import java.util.Optional;
import java.util.OptionalInt;

/// What a shard says while it cannot decide: ask again.
final class Refusals {
    private Refusals() {}

    static void refuse(Request request, String detail) {
        switch (request) {
            case Append append ->
                    append.replyTo()
                            .deliver(
                                    append.batches().stream()
                                            .<AppendOutcome>map(batch ->
                                                    new Refused(
                                                            AppendOutcome.Reason.NOT_LEADER,
                                                            detail))
                                            .toList());
            case DeleteRecords delete ->
                    delete.replyTo()
                            .deliver(new DeletionRefused(DeletionRefused.Refusal.NOT_LEADER));
            case DescribeProducers describe -> describe.replyTo().deliver(Optional.empty());
            case ExpireRecords expire -> expire.replyTo().deliver(OptionalInt.empty());
            case Settle settle -> settle.replyTo().deliver(SettleOutcome.FAILED);
            case OnGroups onGroups -> token(onGroups.command()).ifPresent(to -> group(to, detail));
            case OnCatalogue onCatalogue ->
                    token(onCatalogue.command()).ifPresent(to -> catalogue(to, detail));
            // Told again once both shards serve: see Reconcile.
            case TopicChanged changed -> {}
            case Reconcile reconcile -> {}
            case AskForTopics ask -> {}
        }
    }

    private static Optional<ReplyToken> token(GroupCommand command) {
        return switch (command) {
            case GroupCommand.Join join -> Optional.of(join.token());
            case GroupCommand.Sync sync -> Optional.of(sync.token());
            case GroupCommand.Heartbeat heartbeat -> Optional.of(heartbeat.token());
            case GroupCommand.Leave leave -> Optional.of(leave.token());
            case GroupCommand.ConsumerHeartbeat heartbeat -> Optional.of(heartbeat.token());
            case GroupCommand.ConsumerLeave leave -> Optional.of(leave.token());
            case GroupCommand.DescribeConsumers describe -> Optional.of(describe.token());
            case GroupCommand.TopicsChanged changed -> Optional.of(changed.token());
            // A shard that loads looks at its assignments anew.
            case GroupCommand.AssignmentComputed computed -> Optional.empty();
            case GroupCommand.AssignmentsRead read -> Optional.empty();
            case GroupCommand.CommitOffsets commit -> Optional.of(commit.token());
            case GroupCommand.FetchOffsets fetch -> Optional.of(fetch.token());
            case GroupCommand.Describe describe -> Optional.of(describe.token());
            case GroupCommand.EndSession end -> Optional.of(end.token());
            case GroupCommand.Rebalance rebalance -> Optional.of(rebalance.token());
            case GroupCommand.ListGroups list -> Optional.of(list.token());
            case GroupCommand.DeleteGroup delete -> Optional.of(delete.token());
            case GroupCommand.DeleteOffsets delete -> Optional.of(delete.token());
            case GroupCommand.RemoveTopics remove -> Optional.of(remove.token());
            case GroupCommand.ReadPositions read -> Optional.of(read.token());
            case GroupCommand.ConnectionClosed closed -> Optional.of(closed.token());
            case GroupCommand.CommitInTransaction commit -> Optional.of(commit.token());
            case GroupCommand.EndTransaction end -> Optional.of(end.token());
            case GroupCommand.SeeTopics see -> Optional.empty();
            // A shard that has no state holds nothing.
            case GroupCommand.ReleaseHeartbeat release -> Optional.empty();
            case GroupCommand.FireDeadlines fire -> Optional.empty();
        };
    }

    private static Optional<ReplyToken> token(CatalogueCommand command) {
        return switch (command) {
            case CatalogueCommand.CreateTopics create -> Optional.of(create.token());
            case CatalogueCommand.DeleteTopics delete -> Optional.of(delete.token());
            case CatalogueCommand.AddPartitions add -> Optional.of(add.token());
            case CatalogueCommand.AlterSettings alter -> Optional.of(alter.token());
            case CatalogueCommand.ReserveProducerIds reserve -> Optional.of(reserve.token());
            case CatalogueCommand.ShardOpened opened -> Optional.empty();
        };
    }

    @SuppressWarnings("unchecked") // the contract of ShardCommand.OnGroups
    private static void group(ReplyToken token, String detail) {
        ((ReplyTo<GroupReply>) token)
                .deliver(new GroupReply.Rejected(GroupReply.Reason.NOT_COORDINATOR, "", detail));
    }

    @SuppressWarnings("unchecked") // the contract of ShardCommand.OnCatalogue
    private static void catalogue(ReplyToken token, String detail) {
        ((ReplyTo<CatalogueReply>) token).deliver(new CatalogueReply.Unavailable(detail));
    }
}
