package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueView;
import dev.regroup.broker.catalogue.Topic;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.shard.CataloguePublication;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.message.ListConfigResourcesRequestData;
import org.apache.kafka.common.message.ListConfigResourcesResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// ListConfigResources v0-1 (KIP-714, KIP-1142): what may have settings. Version 0 knows client
/// metrics subscriptions only.
public final class ListConfigResourcesHandler implements Handler {
    private static final List<Byte> ALL =
            List.of(
                    ConfigResource.Type.TOPIC.id(),
                    ConfigResource.Type.BROKER.id(),
                    ConfigResource.Type.BROKER_LOGGER.id(),
                    ConfigResource.Type.CLIENT_METRICS.id(),
                    ConfigResource.Type.GROUP.id());

    private final CataloguePublication catalogue;
    private final int nodeId;

    public ListConfigResourcesHandler(CataloguePublication catalogue, int nodeId) {
        this.catalogue = catalogue;
        this.nodeId = nodeId;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.LIST_CONFIG_RESOURCES;
    }

    @Override
    public void handle(Exchange exchange) {
        ListConfigResourcesRequestData request =
                (ListConfigResourcesRequestData) exchange.request().data();
        ListConfigResourcesResponseData response = new ListConfigResourcesResponseData();
        List<Byte> types = types(exchange, request);
        if (!exchange.permitsOnCluster(AclOperation.DESCRIBE_CONFIGS)) {
            exchange.answer(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        if (!ALL.containsAll(types)) {
            exchange.answer(response.setErrorCode(Errors.UNSUPPORTED_VERSION.code()));
            return;
        }
        List<ListConfigResourcesResponseData.ConfigResource> resources = new ArrayList<>();
        for (byte type : types) {
            names(type)
                    .forEach(name ->
                            resources.add(
                                    new ListConfigResourcesResponseData.ConfigResource()
                                            .setResourceName(name)
                                            .setResourceType(type)));
        }
        exchange.answer(response.setConfigResources(resources));
    }

    private static List<Byte> types(Exchange exchange, ListConfigResourcesRequestData request) {
        if (exchange.version() == 0) {
            return List.of(ConfigResource.Type.CLIENT_METRICS.id());
        }
        return request.resourceTypes().isEmpty()
                ? ALL
                : request.resourceTypes().stream().distinct().toList();
    }

    private Stream<String> names(byte type) {
        CatalogueView view = catalogue.view();
        Optional<Scope> scope = Scope.ofWireId(type);
        if (scope.isEmpty()) {
            // Loggers have no levels of their own: there is one level for all.
            return Stream.empty();
        }
        return switch (scope.get()) {
            case TOPIC -> view.topics().stream().map(Topic::name);
            case BROKER -> Stream.of(Integer.toString(nodeId));
            case GROUP, CLIENT_METRICS -> view.settings().names(scope.get());
        };
    }
}
