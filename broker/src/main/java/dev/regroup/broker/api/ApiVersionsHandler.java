package dev.regroup.broker.api;

import java.util.Collection;
import java.util.List;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersion;
import org.apache.kafka.common.message.ApiVersionsResponseData.ApiVersionCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.ApiVersionsResponse;

/// ApiVersions: what this broker serves, which is what it has handlers for.
public final class ApiVersionsHandler implements Handler {
    /// Versions that Kafka has not settled yet are neither offered nor served.
    private static final boolean STABLE_ONLY = false;

    private final List<ApiVersion> served;

    /// @param apiKeys the APIs that have a handler, this one included
    public ApiVersionsHandler(Collection<ApiKeys> apiKeys) {
        this.served = apiKeys.stream().sorted().map(ApiVersionsHandler::versions).toList();
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.API_VERSIONS;
    }

    @Override
    public void handle(Exchange exchange) {
        ApiVersionsRequest request = (ApiVersionsRequest) exchange.request();
        exchange.answer(
                request.isValid() ? response(Errors.NONE) : response(Errors.INVALID_REQUEST));
    }

    /// Whether requests of this version are served; Produce is, from v3 on.
    public static boolean serves(ApiKeys apiKey, short version) {
        return version >= apiKey.oldestVersion() && version <= apiKey.latestVersion(STABLE_ONLY);
    }

    /// What a client hears that asked in a version that is not known here: it reads version 0 of
    /// the answer and asks again (KIP-511).
    public ApiVersionsResponseData unsupportedVersion() {
        return response(Errors.UNSUPPORTED_VERSION);
    }

    private ApiVersionsResponseData response(Errors error) {
        ApiVersionCollection collection = new ApiVersionCollection(served.size());
        if (error != Errors.INVALID_REQUEST) {
            served.forEach(version -> collection.add(version.duplicate()));
        }
        return new ApiVersionsResponseData()
                .setErrorCode(error.code())
                .setApiKeys(collection)
                .setFinalizedFeaturesEpoch(ApiVersionsResponse.UNKNOWN_FINALIZED_FEATURES_EPOCH);
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
