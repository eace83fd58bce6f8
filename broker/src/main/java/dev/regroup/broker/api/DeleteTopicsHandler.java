package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand.DeleteTopics;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueReply.Done;
import dev.regroup.broker.catalogue.CatalogueReply.Outcome;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.config.BrokerConfig.TopicDefaults;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DeleteTopicsRequestData;
import org.apache.kafka.common.message.DeleteTopicsRequestData.DeleteTopicState;
import org.apache.kafka.common.message.DeleteTopicsResponseData;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResult;
import org.apache.kafka.common.message.DeleteTopicsResponseData.DeletableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// DeleteTopics v1-6, by name or by id.
public final class DeleteTopicsHandler implements Handler {
    private static final short FIRST_VERSION_WITH_IDS = 6;

    private final CataloguePublication catalogue;
    private final Requests requests;
    private final TopicDefaults defaults;

    public DeleteTopicsHandler(
            CataloguePublication catalogue, Requests requests, TopicDefaults defaults) {
        this.catalogue = catalogue;
        this.requests = requests;
        this.defaults = defaults;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DELETE_TOPICS;
    }

    @Override
    public void handle(Exchange exchange) {
        DeleteTopicsRequestData request = (DeleteTopicsRequestData) exchange.request().data();
        List<DeleteTopicState> wanted =
                exchange.version() < FIRST_VERSION_WITH_IDS
                        ? request.topicNames().stream()
                                .map(name -> new DeleteTopicState().setName(name))
                                .toList()
                        : request.topics();
        DeletableTopicResultCollection results = new DeletableTopicResultCollection();
        Map<Uuid, DeletableTopicResult> pending = new LinkedHashMap<>();
        for (DeleteTopicState one : wanted) {
            DeletableTopicResult result =
                    new DeletableTopicResult().setName(one.name()).setTopicId(one.topicId());
            results.add(result);
            resolve(exchange, one, result).ifPresent(topic -> pending.put(topic.id(), result));
        }
        ReplyTo<CatalogueReply> replyTo =
                reply -> {
                    pending.forEach((id, result) -> fill(result, id, reply));
                    exchange.answer(new DeleteTopicsResponseData().setResponses(results));
                };
        requests.onCatalogue(new DeleteTopics(replyTo, List.copyOf(pending.keySet())));
    }

    private Optional<Topic> resolve(
            Exchange exchange, DeleteTopicState wanted, DeletableTopicResult result) {
        if (!defaults.deletable()) {
            result.setErrorCode(Errors.TOPIC_DELETION_DISABLED.code())
                    .setErrorMessage("delete.topic.enable is false");
            return Optional.empty();
        }
        Optional<Topic> topic =
                wanted.name() == null
                        ? catalogue.view().byId(wanted.topicId())
                        : catalogue.view().byName(wanted.name());
        String name = topic.map(Topic::name).orElse(wanted.name());
        if (name != null && !exchange.permitsOnTopic(AclOperation.DELETE, name)) {
            // Who may not even see the topic is not told its name.
            boolean hidden =
                    wanted.name() == null && !exchange.permitsOnTopic(AclOperation.DESCRIBE, name);
            result.setName(hidden ? null : name)
                    .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code());
            return Optional.empty();
        }
        if (topic.isEmpty()) {
            result.setErrorCode(
                    wanted.name() == null
                            ? Errors.UNKNOWN_TOPIC_ID.code()
                            : Errors.UNKNOWN_TOPIC_OR_PARTITION.code());
        }
        if (topic.filter(Topic::internal).isPresent()) {
            result.setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code())
                    .setErrorMessage("groups live in this topic: it cannot be deleted");
            return Optional.empty();
        }
        return topic;
    }

    private static void fill(DeletableTopicResult result, Uuid id, CatalogueReply reply) {
        Outcome outcome =
                reply instanceof CatalogueReply.ById byId
                        ? byId.outcomes().get(id)
                        : new Refused(Reason.NOT_AVAILABLE, "the catalogue is being loaded");
        if (outcome instanceof Done(Topic topic)) {
            result.setName(topic.name()).setTopicId(topic.id());
        } else if (outcome instanceof Refused refused) {
            result.setErrorCode(ErrorMapping.of(refused.reason()).code())
                    .setErrorMessage(ErrorText.of(refused.detail()));
        }
    }
}
