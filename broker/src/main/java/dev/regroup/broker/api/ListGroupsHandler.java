package dev.regroup.broker.api;

import dev.regroup.broker.shard.ReplyTo;
import dev.regroup.coordinator.group.GroupCommand;
import dev.regroup.coordinator.group.GroupReply;
import dev.regroup.coordinator.group.GroupReply.Listed;
import dev.regroup.coordinator.group.GroupReply.ListedGroup;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupState;
import dev.regroup.coordinator.group.GroupType;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.ListGroupsRequestData;
import org.apache.kafka.common.message.ListGroupsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListGroups v0-5: every shard is asked, a bounded number of groups at a time. Filters ignore case
/// (KIP-848), and that on states spaces around a name.
public final class ListGroupsHandler implements Handler {
    private static final int GROUPS_PER_COMMAND_MAX = 1_000;

    private final Requests requests;

    public ListGroupsHandler(Requests requests) {
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.LIST_GROUPS;
    }

    @Override
    public void handle(Exchange exchange) {
        ListGroupsRequestData request = (ListGroupsRequestData) exchange.request().data();
        Set<GroupState> states = states(request.statesFilter());
        boolean noSuchState = !request.statesFilter().isEmpty() && states.isEmpty();
        Set<GroupType> types = types(request.typesFilter());
        if (noSuchState || types.isEmpty()) {
            exchange.answer(new ListGroupsResponseData());
            return;
        }
        Gathering gathering = new Gathering(exchange, states, types);
        for (int shard = 0; shard < requests.placement().shards(); shard++) {
            gathering.ask(shard, "");
        }
    }

    private static Set<GroupState> states(List<String> filter) {
        Set<GroupState> states = EnumSet.noneOf(GroupState.class);
        for (String name : filter) {
            Arrays.stream(GroupState.values())
                    .filter(state -> state.wireName().equalsIgnoreCase(name.strip()))
                    .forEach(states::add);
        }
        return states;
    }

    private static Set<GroupType> types(List<String> filter) {
        Set<GroupType> types = EnumSet.noneOf(GroupType.class);
        Arrays.stream(GroupType.values())
                .filter(type ->
                        filter.isEmpty()
                                || filter.stream().anyMatch(type.wireName()::equalsIgnoreCase))
                .forEach(types::add);
        return types;
    }

    /// The shards' answers to one request.
    private final class Gathering {
        private final Exchange exchange;
        private final Set<GroupState> states;
        private final Set<GroupType> types;
        private final Queue<ListedGroup> groups = new ConcurrentLinkedQueue<>();
        private final AtomicReference<Errors> error = new AtomicReference<>(Errors.NONE);
        private final AtomicInteger shardsMissing =
                new AtomicInteger(requests.placement().shards());

        Gathering(Exchange exchange, Set<GroupState> states, Set<GroupType> types) {
            this.exchange = exchange;
            this.states = states;
            this.types = types;
        }

        void ask(int shard, String after) {
            ReplyTo<GroupReply> replyTo = reply -> take(shard, reply);
            requests.onGroupsOf(
                    shard,
                    new GroupCommand.ListGroups(replyTo, after, GROUPS_PER_COMMAND_MAX, states));
        }

        private void take(int shard, GroupReply reply) {
            if (reply instanceof Listed listed) {
                groups.addAll(listed.groups());
                if (listed.next().isPresent()) {
                    ask(shard, listed.next().get());
                    return;
                }
            } else {
                error.set(ErrorMapping.of(((Rejected) reply).reason()));
            }
            if (shardsMissing.decrementAndGet() == 0) {
                finish();
            }
        }

        private void finish() {
            boolean all = exchange.permitsOnCluster(AclOperation.DESCRIBE);
            exchange.answer(
                    new ListGroupsResponseData()
                            .setErrorCode(error.get().code())
                            .setGroups(
                                    groups.stream()
                                            .filter(group -> types.contains(group.type()))
                                            .filter(group ->
                                                    all
                                                            || exchange.permitsOnGroup(
                                                                    AclOperation.DESCRIBE,
                                                                    group.groupId()))
                                            .sorted(Comparator.comparing(ListedGroup::groupId))
                                            .map(group ->
                                                    new ListGroupsResponseData.ListedGroup()
                                                            .setGroupId(group.groupId())
                                                            .setProtocolType(group.protocolType())
                                                            .setGroupState(group.state().wireName())
                                                            .setGroupType(group.type().wireName()))
                                            .toList()));
        }
    }
}
