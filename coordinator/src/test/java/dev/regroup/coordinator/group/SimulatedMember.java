package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.ConnectionId;
import dev.regroup.coordinator.ReplyToken;
import dev.regroup.coordinator.group.GroupCommand.Join;
import dev.regroup.coordinator.group.GroupCommand.JoinRules;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupCommand.OffsetToCommit;
import dev.regroup.coordinator.group.GroupCommand.Protocol;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.JoinedMember;
import dev.regroup.coordinator.group.GroupReply.Reason;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.offset.TopicId;
import dev.regroup.coordinator.offset.TopicPartition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SplittableRandom;

/// A consumer in a random history: mostly it does what its client would do next, sometimes anything
/// else, with stale or wrong ids. Every third is static, and shares its instance id with another.
final class SimulatedMember {
    record Request(GroupCommand command) {}

    private enum Phase {
        OUTSIDE,
        JOINED,
        SYNCED
    }

    private final int number;
    private final String groupId;
    private final Optional<String> instanceId;
    private final SplittableRandom random;
    private ConnectionId connection;
    private Phase phase = Phase.OUTSIDE;
    private String memberId = "";
    private int generationId = -1;
    private List<String> toAssign = List.of();
    private int incarnations;

    SimulatedMember(int number, String groupId, SplittableRandom random) {
        this.number = number;
        this.groupId = groupId;
        this.random = random;
        this.instanceId = number % 3 == 2 ? Optional.of("i" + number % 2) : Optional.empty();
        this.connection = new ConnectionId(number);
    }

    ConnectionId connection() {
        return connection;
    }

    /// Its connection is gone; what it says next comes on this one.
    void connect(ConnectionId to) {
        connection = to;
    }

    String memberId() {
        return memberId;
    }

    Request next(ReplyToken token, long nowMs) {
        int whim = random.nextInt(100);
        if (whim < 3) {
            memberId = "";
            generationId = -1;
            phase = Phase.OUTSIDE;
        } else if (whim < 5) {
            generationId += random.nextInt(3) - 1;
        } else if (whim < 15) {
            return new Request(anything(token));
        }
        return new Request(
                switch (phase) {
                    case OUTSIDE -> join(token);
                    case JOINED -> sync(token);
                    case SYNCED -> random.nextBoolean() ? heartbeat(token) : commit(token);
                });
    }

    private GroupCommand anything(ReplyToken token) {
        return switch (random.nextInt(8)) {
            case 0 -> join(token);
            case 1 -> sync(token);
            case 2 -> heartbeat(token);
            case 3 -> commit(token);
            case 4 ->
                    new GroupCommand.Leave(
                            token,
                            groupId,
                            List.of(
                                    new Leaver(memberId, instanceId, "whim"),
                                    new Leaver("", Optional.of("i0"), "")));
            case 5 ->
                    new GroupCommand.Leave(
                            token, groupId, List.of(new Leaver(memberId, instanceId, "")));
            case 6 -> new GroupCommand.Describe(token, groupId);
            default ->
                    new GroupCommand.FetchOffsets(
                            token,
                            groupId,
                            Optional.empty(),
                            Optional.empty(),
                            random.nextBoolean()
                                    ? GroupCommand.Wanted.COMMITTED
                                    : GroupCommand.Wanted.STABLE);
        };
    }

    private Join join(ReplyToken token) {
        return new Join(
                token,
                groupId,
                memberId,
                instanceId,
                "m%d-%d".formatted(number, ++incarnations),
                GroupScenario.CLIENT,
                random.nextInt(50) == 0 ? 1 : 6_000 + random.nextInt(20_000),
                random.nextInt(10) == 0 ? 0 : random.nextInt(30_000),
                random.nextInt(50) == 0 ? "connect" : "consumer",
                protocols(),
                Optional.empty(),
                new JoinRules(random.nextBoolean(), random.nextBoolean()),
                "");
    }

    private List<Protocol> protocols() {
        Protocol range = new Protocol("range", JoinSpec.bytes("r" + random.nextInt(2)));
        Protocol sticky = new Protocol("sticky", JoinSpec.bytes("s"));
        return switch (random.nextInt(8)) {
            case 0 -> List.of(sticky, range);
            case 1 -> List.of(range);
            default -> List.of(range, sticky);
        };
    }

    private GroupCommand sync(ReplyToken token) {
        Map<String, Bytes> assignments = new LinkedHashMap<>();
        toAssign.forEach(id -> assignments.put(id, JoinSpec.bytes(id + "@" + generationId)));
        return new GroupCommand.Sync(
                token,
                groupId,
                generationId,
                memberId,
                instanceId,
                Optional.empty(),
                Optional.empty(),
                assignments);
    }

    private GroupCommand heartbeat(ReplyToken token) {
        return new GroupCommand.Heartbeat(
                token,
                groupId,
                generationId,
                memberId,
                instanceId,
                random.nextBoolean() ? random.nextInt(4_000) : 0);
    }

    private GroupCommand commit(ReplyToken token) {
        TopicPartition partition = new TopicPartition("t" + random.nextInt(2), random.nextInt(3));
        OffsetToCommit offset =
                new OffsetToCommit(
                        partition,
                        random.nextInt(100),
                        OptionalInt.empty(),
                        random.nextInt(10) == 0 ? "a long note" : "",
                        TopicId.NONE);
        return new GroupCommand.CommitOffsets(
                token, groupId, generationId, memberId, instanceId, List.of(offset));
    }

    void hear(GroupReply reply) {
        switch (reply) {
            case Joined joined -> {
                memberId = joined.memberId();
                generationId = joined.generationId();
                toAssign = joined.members().stream().map(JoinedMember::memberId).toList();
                phase = Phase.JOINED;
            }
            case GroupReply.Synced ignored -> phase = Phase.SYNCED;
            case Rejected rejected -> hearRejection(rejected);
            default -> {}
        }
    }

    private void hearRejection(Rejected rejected) {
        phase = Phase.OUTSIDE;
        if (rejected.reason() == Reason.MEMBER_ID_REQUIRED) {
            memberId = rejected.memberId();
        } else if (rejected.reason() == Reason.UNKNOWN_MEMBER_ID
                || rejected.reason() == Reason.FENCED_INSTANCE_ID) {
            memberId = "";
            generationId = -1;
        }
    }
}
