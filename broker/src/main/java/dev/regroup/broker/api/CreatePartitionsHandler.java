package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand.AddPartitions;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueReply.Outcome;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreatePartitionsRequestData;
import org.apache.kafka.common.message.CreatePartitionsRequestData.CreatePartitionsTopic;
import org.apache.kafka.common.message.CreatePartitionsResponseData;
import org.apache.kafka.common.message.CreatePartitionsResponseData.CreatePartitionsTopicResult;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// CreatePartitions v0-3. `__consumer_offsets` cannot grow: a group's place depends on its size.
public final class CreatePartitionsHandler implements Handler {
    private final CataloguePublication catalogue;
    private final Requests requests;

    public CreatePartitionsHandler(CataloguePublication catalogue, Requests requests) {
        this.catalogue = catalogue;
        this.requests = requests;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.CREATE_PARTITIONS;
    }

    @Override
    public void handle(Exchange exchange) {
        CreatePartitionsRequestData request =
                (CreatePartitionsRequestData) exchange.request().data();
        CreatePartitionsResponseData response = new CreatePartitionsResponseData();
        Map<String, Integer> wanted = new LinkedHashMap<>();
        if (tooMany(request)) {
            request.topics()
                    .forEach(topic ->
                            response.results()
                                    .add(
                                            new CreatePartitionsTopicResult()
                                                    .setName(topic.name())
                                                    .setErrorCode(Errors.POLICY_VIOLATION.code())
                                                    .setErrorMessage(
                                                            CreateTopicsHandler.TOO_MANY)));
            exchange.answer(response);
            return;
        }
        for (CreatePartitionsTopic topic : request.topics()) {
            if (!exchange.permitsOnTopic(AclOperation.ALTER, topic.name())) {
                response.results()
                        .add(
                                new CreatePartitionsTopicResult()
                                        .setName(topic.name())
                                        .setErrorCode(Errors.TOPIC_AUTHORIZATION_FAILED.code()));
            } else if (topic.name().equals(Topic.OFFSETS_NAME)) {
                response.results()
                        .add(
                                new CreatePartitionsTopicResult()
                                        .setName(topic.name())
                                        .setErrorCode(Errors.INVALID_TOPIC_EXCEPTION.code())
                                        .setErrorMessage(
                                                "the number of its partitions is the number of shards"));
            } else {
                wanted.put(topic.name(), topic.count());
            }
        }
        ReplyTo<CatalogueReply> replyTo =
                reply -> {
                    wanted.keySet().forEach(name -> response.results().add(result(name, reply)));
                    exchange.answer(response);
                };
        requests.onCatalogue(
                new AddPartitions(
                        replyTo,
                        wanted,
                        request.validateOnly() ? Mode.VALIDATE_ONLY : Mode.CARRY_OUT));
    }

    /// Whether the topics would grow by more than Kafka lets one request create.
    private boolean tooMany(CreatePartitionsRequestData request) {
        return request.topics().stream()
                        .mapToLong(topic -> topic.count() - present(topic.name()))
                        .filter(added -> added > 0)
                        .sum()
                > CreateTopicsHandler.PARTITIONS_PER_REQUEST_MAX;
    }

    private long present(String name) {
        return catalogue.view().byName(name).map(Topic::partitions).orElse(0);
    }

    private static CreatePartitionsTopicResult result(String name, CatalogueReply reply) {
        Outcome outcome =
                reply instanceof CatalogueReply.ByName byName
                        ? byName.outcomes().get(name)
                        : new Refused(Reason.NOT_AVAILABLE, "the catalogue is being loaded");
        CreatePartitionsTopicResult result = new CreatePartitionsTopicResult().setName(name);
        if (outcome instanceof Refused refused) {
            result.setErrorCode(ErrorMapping.of(refused.reason()).code())
                    .setErrorMessage(ErrorText.of(refused.detail()));
        }
        return result;
    }
}
