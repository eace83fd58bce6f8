package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand.CreateTopics;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.NewTopic;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueReply.Done;
import dev.regroup.broker.catalogue.CatalogueReply.Outcome;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import dev.regroup.broker.shard.ReplyTo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.CreateTopicsRequestData;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopic;
import org.apache.kafka.common.message.CreateTopicsRequestData.CreatableTopicConfig;
import org.apache.kafka.common.message.CreateTopicsResponseData;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicConfigs;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResult;
import org.apache.kafka.common.message.CreateTopicsResponseData.CreatableTopicResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// CreateTopics v2-7. Any replication factor is taken; there is one replica, and 1 is what is
/// shown.
public final class CreateTopicsHandler implements Handler {
    static final int PARTITIONS_PER_REQUEST_MAX = 10_000;
    static final String TOO_MANY = "Excessively large number of partitions per request.";
    private static final int DEFAULT = -1;

    private final CataloguePublication catalogue;
    private final Requests requests;
    private final TopicCreation creation;
    private final StaticSettings fixed;

    public CreateTopicsHandler(
            CataloguePublication catalogue,
            Requests requests,
            TopicCreation creation,
            StaticSettings fixed) {
        this.catalogue = catalogue;
        this.fixed = fixed;
        this.requests = requests;
        this.creation = creation;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.CREATE_TOPICS;
    }

    @Override
    public void handle(Exchange exchange) {
        CreateTopicsRequestData request = (CreateTopicsRequestData) exchange.request().data();
        Map<String, Long> timesNamed =
                request.topics().stream()
                        .collect(
                                Collectors.groupingBy(
                                        CreatableTopic::name,
                                        LinkedHashMap::new,
                                        Collectors.counting()));
        CreatableTopicResultCollection results = new CreatableTopicResultCollection();
        if (tooMany(request)) {
            timesNamed
                    .keySet()
                    .forEach(name -> results.add(failed(name, Errors.POLICY_VIOLATION, TOO_MANY)));
            exchange.answer(new CreateTopicsResponseData().setTopics(results));
            return;
        }
        List<NewTopic> wanted = new ArrayList<>();
        for (CreatableTopic topic : request.topics()) {
            if (timesNamed.getOrDefault(topic.name(), 0L) > 1) {
                if (results.find(topic.name()) == null) {
                    results.add(
                            failed(
                                    topic.name(),
                                    Errors.INVALID_REQUEST,
                                    "the request names the topic more than once"));
                }
                continue;
            }
            Optional<CreatableTopicResult> problem = problem(exchange, topic);
            if (problem.isPresent()) {
                results.add(problem.get());
            } else {
                wanted.add(newTopic(topic));
            }
        }
        ReplyTo<CatalogueReply> replyTo =
                reply -> {
                    wanted.forEach(topic -> results.add(result(topic, reply)));
                    exchange.answer(new CreateTopicsResponseData().setTopics(results));
                };
        requests.onCatalogue(
                new CreateTopics(
                        replyTo,
                        wanted,
                        request.validateOnly() ? Mode.VALIDATE_ONLY : Mode.CARRY_OUT));
    }

    /// Kafka's bound on what one request may create.
    private boolean tooMany(CreateTopicsRequestData request) {
        return request.topics().stream()
                        .mapToLong(topic ->
                                topic.assignments().isEmpty()
                                        ? Math.max(1, topic.numPartitions())
                                        : topic.assignments().size())
                        .sum()
                > PARTITIONS_PER_REQUEST_MAX;
    }

    private Optional<CreatableTopicResult> problem(Exchange exchange, CreatableTopic topic) {
        String name = topic.name();
        if (!exchange.permitsOnCluster(AclOperation.CREATE)
                && !exchange.permitsOnTopic(AclOperation.CREATE, name)) {
            return Optional.of(
                    failed(
                            name,
                            Errors.TOPIC_AUTHORIZATION_FAILED,
                            Errors.TOPIC_AUTHORIZATION_FAILED.message()));
        }
        Optional<String> nameProblem = TopicCreation.nameProblem(name).or(() -> reserved(name));
        if (nameProblem.isPresent()) {
            return Optional.of(failed(name, Errors.INVALID_TOPIC_EXCEPTION, nameProblem.get()));
        }
        if (!topic.assignments().isEmpty()) {
            return assignmentProblem(topic);
        }
        if (topic.numPartitions() != DEFAULT
                && (topic.numPartitions() < 1 || topic.numPartitions() > Topic.PARTITIONS_MAX)) {
            return Optional.of(
                    failed(
                            name,
                            Errors.INVALID_PARTITIONS,
                            "%d partitions; from 1 to %d"
                                    .formatted(topic.numPartitions(), Topic.PARTITIONS_MAX)));
        }
        if (topic.replicationFactor() != DEFAULT && topic.replicationFactor() < 1) {
            return Optional.of(
                    failed(
                            name,
                            Errors.INVALID_REPLICATION_FACTOR,
                            "Replication factor must be larger than 0, found %d"
                                    .formatted(topic.replicationFactor())));
        }
        return Optional.empty();
    }

    private static Optional<CreatableTopicResult> assignmentProblem(CreatableTopic topic) {
        for (int partition = 0; partition < topic.assignments().size(); partition++) {
            if (topic.assignments().find(partition) == null) {
                return Optional.of(
                        failed(
                                topic.name(),
                                Errors.INVALID_REPLICA_ASSIGNMENT,
                                "partitions are numbered from 0 without gaps; %d is missing"
                                        .formatted(partition)));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> reserved(String name) {
        return name.equals(Topic.OFFSETS_NAME)
                ? Optional.of(
                        "Topic '%s' is made by the broker, with the first group".formatted(name))
                : Optional.empty();
    }

    private NewTopic newTopic(CreatableTopic topic) {
        int partitions =
                topic.assignments().isEmpty()
                        ? topic.numPartitions() == DEFAULT
                                ? creation.defaultPartitions()
                                : topic.numPartitions()
                        : topic.assignments().size();
        Map<String, String> configs = new LinkedHashMap<>();
        for (CreatableTopicConfig config : topic.configs()) {
            if (config.value() != null) {
                configs.put(config.name(), config.value());
            }
        }
        return new NewTopic(Uuid.randomUuid(), topic.name(), partitions, configs);
    }

    private CreatableTopicResult result(NewTopic wanted, CatalogueReply reply) {
        Outcome outcome =
                reply instanceof CatalogueReply.ByName byName
                        ? byName.outcomes().get(wanted.name())
                        : new Refused(Reason.NOT_AVAILABLE, "the catalogue is being loaded");
        if (outcome instanceof Done(Topic created)) {
            return new CreatableTopicResult()
                    .setName(created.name())
                    .setTopicId(created.id())
                    .setNumPartitions(created.partitions())
                    .setReplicationFactor((short) 1)
                    .setConfigs(configs(created));
        }
        Refused refused =
                outcome instanceof Refused known
                        ? known
                        : new Refused(Reason.NOT_AVAILABLE, "no outcome for this topic");
        return failed(wanted.name(), ErrorMapping.of(refused.reason()), refused.detail());
    }

    /// Everything that applies to the topic, whoever may see it (KIP-525).
    private List<CreatableTopicConfigs> configs(Topic created) {
        return new EffectiveSettings(fixed, catalogue.view().settings())
                .all(Scope.TOPIC, created.configs()).stream()
                        .map(one ->
                                new CreatableTopicConfigs()
                                        .setName(one.setting().name())
                                        .setValue(one.value())
                                        .setConfigSource(one.source().id()))
                        .toList();
    }

    private static CreatableTopicResult failed(String name, Errors error, String detail) {
        return new CreatableTopicResult()
                .setName(name)
                .setErrorCode(error.code())
                .setErrorMessage(ErrorText.of(detail))
                .setNumPartitions(DEFAULT)
                .setReplicationFactor((short) DEFAULT);
    }
}
