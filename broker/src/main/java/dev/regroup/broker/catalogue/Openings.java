package dev.regroup.broker.catalogue;

import dev.regroup.broker.catalogue.CatalogueCommand.ShardOpened;
import dev.regroup.broker.catalogue.CatalogueDecision.Addressed;
import dev.regroup.coordinator.ReplyToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;

/// Topics whose partitions are still being opened, and the requests that wait for them. Volatile:
/// after a restart every shard compares itself with the catalogue before it serves.
final class Openings {
    private final Placement placement;
    private final Map<Uuid, Opening> byTopic = new LinkedHashMap<>();
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Topic> ready = new ArrayList<>();

    /// @param shards those that have not opened their part yet
    private record Opening(Topic topic, Set<Integer> shards) {}

    /// @param topicIds those that the answer still waits for
    private record Waiting(ReplyToken token, Set<Uuid> topicIds, CatalogueReply reply) {}

    Openings(Placement placement) {
        this.placement = placement;
    }

    /// `reply` is due once all of `topics` are open.
    void await(ReplyToken token, List<Topic> topics, CatalogueReply reply) {
        for (Topic topic : topics) {
            byTopic.put(topic.id(), new Opening(topic, shardsOf(topic)));
        }
        waiting.add(
                new Waiting(
                        token, topics.stream().map(Topic::id).collect(Collectors.toSet()), reply));
    }

    void opened(ShardOpened opened) {
        Opening opening = byTopic.get(opened.topicId());
        if (opening == null || opened.version() < opening.topic.version()) {
            return;
        }
        opening.shards.remove(opened.shard());
        if (opening.shards.isEmpty()) {
            ready.add(opening.topic);
            drop(opened.topicId());
        }
    }

    /// The topic is open, or gone: nobody waits for it any longer.
    void drop(Uuid topicId) {
        byTopic.remove(topicId);
        waiting.forEach(request -> request.topicIds.remove(topicId));
    }

    Set<Uuid> topicIds() {
        return Set.copyOf(byTopic.keySet());
    }

    List<Topic> takeReady() {
        List<Topic> taken = List.copyOf(ready);
        ready.clear();
        return taken;
    }

    List<Addressed> takeAnswers() {
        List<Addressed> answers = new ArrayList<>();
        waiting.removeIf(request -> {
            if (!request.topicIds.isEmpty()) {
                return false;
            }
            answers.add(new Addressed(request.token, request.reply));
            return true;
        });
        return answers;
    }

    List<ReplyToken> abandon() {
        List<ReplyToken> tokens = waiting.stream().map(Waiting::token).toList();
        waiting.clear();
        byTopic.clear();
        return tokens;
    }

    private Set<Integer> shardsOf(Topic topic) {
        return IntStream.range(0, Math.min(topic.partitions(), placement.shards()))
                .mapToObj(partition -> placement.shardOf(topic, partition))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
