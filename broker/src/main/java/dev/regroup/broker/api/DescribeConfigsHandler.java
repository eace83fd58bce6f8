package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.EffectiveSettings;
import dev.regroup.broker.settings.EffectiveSettings.Effective;
import dev.regroup.broker.settings.EffectiveSettings.Origin;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.Setting.Update;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.settings.StaticSettings;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.DescribeConfigsRequestData;
import org.apache.kafka.common.message.DescribeConfigsRequestData.DescribeConfigsResource;
import org.apache.kafka.common.message.DescribeConfigsResponseData;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResourceResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsResult;
import org.apache.kafka.common.message.DescribeConfigsResponseData.DescribeConfigsSynonym;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigSource;

/// DescribeConfigs v1-4 (KIP-133, KIP-226): topics, brokers, groups, client metrics subscriptions.
public final class DescribeConfigsHandler implements Handler {
    private static final String STORED_ONLY =
            "Stored and shown; it changes nothing in this version.";
    private static final String ACTED = "Acted on as Kafka documents it.";

    private final CataloguePublication catalogue;
    private final StaticSettings fixed;

    public DescribeConfigsHandler(CataloguePublication catalogue, StaticSettings fixed) {
        this.catalogue = catalogue;
        this.fixed = fixed;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.DESCRIBE_CONFIGS;
    }

    @Override
    public void handle(Exchange exchange) {
        DescribeConfigsRequestData request = (DescribeConfigsRequestData) exchange.request().data();
        exchange.answer(
                new DescribeConfigsResponseData()
                        .setResults(
                                request.resources().stream()
                                        // Some name all their settings with each mention.
                                        .distinct()
                                        .map(resource ->
                                                new Description(exchange, request, resource)
                                                        .result())
                                        .toList()));
    }

    /// The answer for one resource.
    private final class Description {
        private final Exchange exchange;
        private final DescribeConfigsRequestData request;
        private final DescribeConfigsResource resource;
        private final CatalogueView view = catalogue.view();
        private final EffectiveSettings effective = new EffectiveSettings(fixed, view.settings());
        private final DescribeConfigsResult result;

        Description(
                Exchange exchange,
                DescribeConfigsRequestData request,
                DescribeConfigsResource resource) {
            this.exchange = exchange;
            this.request = request;
            this.resource = resource;
            this.result =
                    new DescribeConfigsResult()
                            .setResourceType(resource.resourceType())
                            .setResourceName(resource.resourceName());
        }

        DescribeConfigsResult result() {
            Optional<Scope> scope = Scope.ofWireId(resource.resourceType());
            if (scope.isEmpty()) {
                return failed(
                        Errors.INVALID_REQUEST,
                        "Unsupported resource type: " + resource.resourceType());
            }
            SettingsOwner owner = new SettingsOwner(scope.get(), resource.resourceName());
            Errors denied = SettingsAccess.denied(exchange, AclOperation.DESCRIBE_CONFIGS, owner);
            if (denied != Errors.NONE) {
                return failed(denied, denied.message());
            }
            return switch (scope.get()) {
                case TOPIC -> topic();
                case BROKER -> broker();
                case GROUP ->
                        resource.resourceName().isEmpty()
                                ? failed(Errors.INVALID_REQUEST, "Group name must not be empty")
                                : shown(effective.all(Scope.GROUP, view.settings().of(owner)));
                case CLIENT_METRICS -> subscription(owner);
            };
        }

        private DescribeConfigsResult topic() {
            String name = resource.resourceName();
            Optional<String> problem = TopicCreation.nameProblem(name);
            if (problem.isPresent()) {
                return failed(Errors.INVALID_TOPIC_EXCEPTION, problem.get());
            }
            Optional<Topic> topic = view.byName(name);
            return topic.isEmpty()
                    ? failed(
                            Errors.UNKNOWN_TOPIC_OR_PARTITION,
                            "The topic '%s' does not exist.".formatted(name))
                    : shown(effective.all(Scope.TOPIC, topic.get().configs()));
        }

        private DescribeConfigsResult broker() {
            if (resource.resourceName().isEmpty()) {
                return shown(effective.allBrokers());
            }
            Optional<String> problem =
                    SettingsAccess.brokerProblem(resource.resourceName(), fixed.nodeId());
            return problem.isPresent()
                    ? failed(Errors.INVALID_REQUEST, problem.get())
                    : shown(effective.broker());
        }

        private DescribeConfigsResult subscription(SettingsOwner owner) {
            if (owner.name().isEmpty()) {
                return failed(
                        Errors.INVALID_REQUEST,
                        "Client metrics subscription name must not be empty");
            }
            Map<String, String> own = view.settings().of(owner);
            return shown(
                    own.entrySet().stream()
                            .map(set ->
                                    new Effective(
                                            SettingTable.kafka()
                                                    .find(Scope.CLIENT_METRICS, set.getKey())
                                                    .orElseThrow(),
                                            set.getValue(),
                                            List.of(
                                                    new Origin(
                                                            set.getKey(),
                                                            set.getValue(),
                                                            ConfigSource.CLIENT_METRICS_CONFIG))))
                            .toList());
        }

        private DescribeConfigsResult shown(List<Effective> all) {
            List<String> wanted = resource.configurationKeys();
            return result.setConfigs(
                    all.stream()
                            .filter(one ->
                                    wanted == null
                                            || wanted.isEmpty()
                                            || wanted.contains(one.setting().name()))
                            .map(this::entry)
                            .toList());
        }

        private DescribeConfigsResourceResult entry(Effective one) {
            Setting setting = one.setting();
            DescribeConfigsResourceResult entry =
                    new DescribeConfigsResourceResult()
                            .setName(setting.name())
                            .setValue(setting.sensitive() ? null : one.value())
                            .setConfigSource(one.source().id())
                            .setConfigType(SettingsAccess.wireType(setting.type()).id())
                            .setIsSensitive(setting.sensitive())
                            .setReadOnly(
                                    setting.scope() == Scope.BROKER
                                            && setting.update() == Update.STATIC);
            if (request.includeSynonyms()) {
                entry.setSynonyms(
                        one.origins().stream()
                                .map(origin ->
                                        new DescribeConfigsSynonym()
                                                .setName(origin.name())
                                                .setValue(
                                                        setting.sensitive() ? null : origin.value())
                                                .setSource(origin.source().id()))
                                .toList());
            }
            if (request.includeDocumentation()) {
                entry.setDocumentation(
                        setting.effect() == Setting.Effect.STORED ? STORED_ONLY : ACTED);
            }
            return entry;
        }

        private DescribeConfigsResult failed(Errors error, String detail) {
            return result.setErrorCode(error.code())
                    .setErrorMessage(ErrorText.of(detail))
                    .setConfigs(List.of());
        }
    }
}
