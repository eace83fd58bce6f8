package dev.regroup.coordinator.group;

import dev.regroup.coordinator.Bytes;
import dev.regroup.coordinator.group.Decision.Addressed;
import dev.regroup.coordinator.group.Decision.Notice;
import dev.regroup.coordinator.group.DurableEvent.GroupRemoved;
import dev.regroup.coordinator.group.DurableEvent.GroupStored;
import dev.regroup.coordinator.group.DurableEvent.OffsetRemoved;
import dev.regroup.coordinator.group.DurableEvent.OffsetStored;
import dev.regroup.coordinator.group.GroupCommand.Leaver;
import dev.regroup.coordinator.group.GroupReply.DescribedMember;
import dev.regroup.coordinator.group.GroupReply.Joined;
import dev.regroup.coordinator.group.GroupReply.Rejected;
import dev.regroup.coordinator.group.GroupScenario.Step;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// A conversation in text: each command, a line that starts with `> `, is carried out, and all that
/// came of it is written below, at its time since the start.
final class Transcript {
    private final GroupScenario scenario = GroupScenario.group("g");
    private final long startMs = scenario.nowMs();
    private int seen = scenario.history().size();

    /// The same text with the output as it is now.
    static String rewritten(String text) {
        Transcript transcript = new Transcript();
        StringBuilder out = new StringBuilder();
        for (String line : text.lines().toList()) {
            if (line.startsWith("> ")) {
                transcript.run(line.substring(2).split(" "));
                out.append(line).append('\n').append(transcript.output());
            } else if (line.isEmpty() || line.startsWith("#")) {
                out.append(line).append('\n');
            }
        }
        return out.toString();
    }

    private void run(String[] words) {
        String member = words.length > 1 ? words[1] : "";
        List<String> rest = List.of(words).subList(Math.min(2, words.length), words.length);
        switch (words[0]) {
            case "join" -> scenario.join(member, plain -> join(plain, rest));
            case "sync" -> scenario.sync(member, rest.toArray(String[]::new));
            case "heartbeat" -> scenario.heartbeat(member);
            case "leave" -> scenario.leave(member);
            case "remove" -> scenario.leave(member, leavers(rest));
            case "commit" -> scenario.commit(member, "topic", 0, Long.parseLong(rest.getFirst()));
            case "fetch" -> scenario.fetchAll(member);
            case "describe" -> scenario.describe(member);
            case "forget" -> scenario.forget(member);
            case "wait" -> scenario.after(Long.parseLong(member));
            case "pause" -> scenario.afterPause(Long.parseLong(member));
            case "restart" -> scenario.restart();
            default -> throw new IllegalArgumentException("unknown command " + words[0]);
        }
    }

    /// Each as `member` or `instance=id`.
    private Leaver[] leavers(List<String> named) {
        return named.stream()
                .map(name ->
                        name.startsWith("instance=")
                                ? new Leaver("", Optional.of(name.substring(9)), "")
                                : new Leaver(scenario.idOf(name), Optional.empty(), ""))
                .toArray(Leaver[]::new);
    }

    private static JoinSpec join(JoinSpec plain, List<String> options) {
        JoinSpec spec = plain;
        for (String option : options) {
            String[] pair = option.split("=", 2);
            spec =
                    switch (pair[0]) {
                        case "instance" -> spec.instance(pair[1]);
                        case "type" -> spec.type(pair[1]);
                        case "session" -> spec.session(Integer.parseInt(pair[1]));
                        case "rebalance" -> spec.rebalance(Integer.parseInt(pair[1]));
                        case "doing" -> spec.doing(pair[1].split(","));
                        case "because" -> spec.because(pair[1].replace('_', ' '));
                        case "id-required" -> spec.idRequired();
                        case "skip-assignment" -> spec.skipAssignment();
                        default -> throw new IllegalArgumentException("unknown option " + option);
                    };
        }
        return spec;
    }

    private String output() {
        List<String> lines = new ArrayList<>();
        for (Step step : scenario.history().subList(seen, scenario.history().size())) {
            String time = "%7d ".formatted(step.atMs() - startMs);
            Decision decision = step.decision();
            decision.notices().forEach(notice -> lines.add(time + show(notice)));
            decision.durable().forEach(event -> lines.add(time + "log " + show(event)));
            decision.replies().forEach(reply -> lines.add(time + show(reply)));
        }
        seen = scenario.history().size();
        return lines.stream()
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    private static String show(Notice notice) {
        return "%s -> %s, generation %d, members %d: %s"
                .formatted(
                        notice.from().wireName(),
                        notice.to().wireName(),
                        notice.generationId(),
                        notice.members(),
                        notice.cause());
    }

    private static String show(DurableEvent event) {
        return switch (event) {
            case GroupStored(String id, StoredGroup group) ->
                    "group %s: generation %d, %s, leader %s, %s"
                            .formatted(
                                    id,
                                    group.generationId(),
                                    group.protocolName().orElse("no strategy"),
                                    group.leaderId().orElse("nobody"),
                                    group.members().stream()
                                            .map(m -> m.memberId() + "=" + show(m.assignment()))
                                            .toList());
            case GroupRemoved(String id) -> "group %s removed".formatted(id);
            case OffsetStored e ->
                    "offset %s-%d: %d"
                            .formatted(
                                    e.partition().topic(),
                                    e.partition().partition(),
                                    e.offset().offset());
            case DurableEvent.ConsumerChanged e -> e.event().toString();
            case OffsetRemoved e -> "offset %s removed".formatted(e.partition());
            case DurableEvent.OffsetPending e ->
                    "offset %s pending for producer %d: %d"
                            .formatted(e.partition(), e.producer().id(), e.offset().offset());
            case DurableEvent.TransactionEnded e ->
                    "transaction of producer %d %s".formatted(e.producer().id(), e.outcome());
        };
    }

    private static String show(Addressed answer) {
        String gate = answer.groupIds().isEmpty() ? " (at once)" : "";
        return "%s: %s%s".formatted(answer.token(), show(answer.reply()), gate);
    }

    private static String show(GroupReply reply) {
        return switch (reply) {
            case Rejected r -> "%s for %s, %s".formatted(r.reason(), r.memberId(), r.detail());
            case Joined j ->
                    "joined as %s, generation %d, %s, leader %s, members %s%s"
                            .formatted(
                                    j.memberId(),
                                    j.generationId(),
                                    j.protocolName(),
                                    j.leaderId(),
                                    j.members().stream()
                                            .map(m -> m.memberId() + "=" + show(m.metadata()))
                                            .toList(),
                                    j.skipAssignment() ? ", skip the assignment" : "");
            case GroupReply.Synced s -> "synced, assignment " + show(s.assignment());
            case GroupReply.HeartbeatAccepted ignored -> "heartbeat accepted";
            case GroupReply.Intervened done -> "done";
            case GroupReply.ConsumerAccepted accepted -> accepted.toString();
            case GroupReply.ConsumerLeft left -> "left";
            case GroupReply.ConsumerSynced synced -> synced.toString();
            case GroupReply.ConsumersDescribed described -> described.toString();
            case GroupReply.TopicsNoted noted -> noted.toString();
            case GroupReply.Left left ->
                    "left "
                            + left.results().stream()
                                    .map(result ->
                                            (result.memberId().isEmpty()
                                                            ? result.groupInstanceId().orElse("")
                                                            : result.memberId())
                                                    + result.rejection()
                                                            .map(why -> "=" + why)
                                                            .orElse(""))
                                    .toList();
            case GroupReply.OffsetsCommitted c -> "committed, refused " + c.results();
            case GroupReply.OffsetsFetched f ->
                    "offsets "
                            + f.offsets().stream()
                                    .map(o -> o.offset().map(each -> each.offset()).orElse(-1L))
                                    .toList();
            case GroupReply.Described d ->
                    "%s, %s, members %s"
                            .formatted(
                                    d.state().wireName(),
                                    d.protocolName(),
                                    d.members().stream().map(DescribedMember::memberId).toList());
            case GroupReply.Listed listed -> listed.toString();
            case GroupReply.TopicsRemoved removed -> removed.toString();
            case GroupReply.Positions positions -> positions.toString();
            case GroupReply.ConnectionForgotten forgotten -> forgotten.toString();
            case GroupReply.GroupDeleted deleted -> deleted.toString();
            case GroupReply.OffsetsDeleted deleted -> deleted.toString();
            case GroupReply.TransactionSettled settled -> settled.toString();
        };
    }

    private static String show(Bytes bytes) {
        return new String(bytes.toArray(), StandardCharsets.UTF_8);
    }
}
