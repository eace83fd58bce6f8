package dev.regroup.broker.api;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsRequestData;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.message.ApiVersionsResponseData.SupportedFeatureKeyCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsRequest;

/// ApiVersions: what this broker serves, which is what it has handlers for.
public final class ApiVersionsHandler implements Handler {
    /// Versions that Kafka has not settled yet are neither offered nor served.
    private static final boolean STABLE_ONLY = false;

    /// From this version on clients say what they are (KIP-511).
    private static final short FIRST_VERSION_WITH_SOFTWARE = 3;

    private static final short FIRST_VERSION_WITH_LEVEL_0 = 4;

    /// From this version on clients may say whom they mean to have reached (KIP-1242).
    private static final short FIRST_VERSION_WITH_CLUSTER_ID = 5;

    private final List<ApiVersion> served;
    private final Node node;
    private final Features features;

    /// @param apiKeys the APIs that have a handler, this one included
    public ApiVersionsHandler(Collection<ApiKeys> apiKeys, Node node, Features features) {
        this.node = node;
        this.features = features;
        this.served = apiKeys.stream().sorted().map(ApiVersionsHandler::versions).toList();
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public void handle(Exchange exchange) {
        ApiVersionsRequest request = (ApiVersionsRequest) exchange.request();
        if (!request.isValid()) {
            exchange.answer(error(Errors.INVALID_REQUEST));
            return;
        }
        if (exchange.version() >= FIRST_VERSION_WITH_SOFTWARE) {
            exchange.introduce(
                    new ClientSoftware(
                            request.data().clientSoftwareName(),
                            request.data().clientSoftwareVersion()));
        }
        exchange.answer(
                meansAnother(exchange, request.data())
                        ? error(Errors.REBOOTSTRAP_REQUIRED)
                        : response(Errors.NONE, exchange.version()));
    }

    /// Whether the client believes that it has reached another cluster, or another node of this.
    private boolean meansAnother(Exchange exchange, ApiVersionsRequestData request) {
        return exchange.version() >= FIRST_VERSION_WITH_CLUSTER_ID
                && request.clusterId() != null
                && (!request.clusterId().equals(node.clusterId()) || request.nodeId() != node.id());
    }

    /// Whether requests of this version are served; Produce is, from v3 on.
    public static boolean serves(ApiKeys apiKey, short version) {
        return version >= apiKey.oldestVersion() && version <= apiKey.latestVersion(STABLE_ONLY);
    }

    /// What a client hears that asked in a version that is not known here: it reads version 0 of
    /// the answer and asks again (KIP-511).
    public ApiVersionsResponseData unsupportedVersion() {
        return response(Errors.UNSUPPORTED_VERSION, (short) 0);
    }

    private ApiVersionsResponseData response(Errors error, short version) {
        ApiVersionCollection collection = new ApiVersionCollection(served.size());
        served.forEach(one -> collection.add(one.duplicate()));
        SupportedFeatureKeyCollection supported = features.supported();
        if (version < FIRST_VERSION_WITH_LEVEL_0) {
            // Older clients refuse a feature whose lowest level is 0 (KAFKA-17011).
            supported.removeIf(feature -> feature.minVersion() == 0);
        }
        return new ApiVersionsResponseData()
                .setErrorCode(error.code())
                .setApiKeys(collection)
                .setSupportedFeatures(supported)
                .setFinalizedFeatures(features.finalised())
                .setFinalizedFeaturesEpoch(features.epoch());
    }

    private static ApiVersionsResponseData error(Errors error) {
        return new ApiVersionsResponseData().setErrorCode(error.code());
    }

    private static ApiVersion versions(ApiKeys apiKey) {
        // Older librdkafka infers what a broker can do from an offer of Produce v0; it then uses a
        // version that is served (KAFKA-18659).
        short min = apiKey == ApiKeys.PRODUCE ? 0 : apiKey.oldestVersion();
        return new ApiVersion()
                .setApiKey(apiKey.id)
                .setMinVersion(min)
                .setMaxVersion(apiKey.latestVersion(STABLE_ONLY));
    }
}
