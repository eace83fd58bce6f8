package dev.regroup.broker.api;

import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.message.UpdateFeaturesRequestData;
import org.apache.kafka.common.message.UpdateFeaturesRequestData.FeatureUpdateKey;
import org.apache.kafka.common.message.UpdateFeaturesResponseData;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResult;
import org.apache.kafka.common.message.UpdateFeaturesResponseData.UpdatableFeatureResultCollection;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// UpdateFeatures v0-2 (KIP-584, KIP-1022). Each feature has one level, which alone can be chosen.
public final class UpdateFeaturesHandler implements Handler {
    private static final short FIRST_VERSION_WITHOUT_RESULTS = 2;

    private final Features features;

    public UpdateFeaturesHandler(Features features) {
        this.features = features;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.UPDATE_FEATURES;
    }

    @Override
    public void handle(Exchange exchange) {
        UpdateFeaturesRequestData request = (UpdateFeaturesRequestData) exchange.request().data();
        UpdateFeaturesResponseData response = new UpdateFeaturesResponseData();
        if (!exchange.permitsOnCluster(AclOperation.ALTER)) {
            exchange.answer(response.setErrorCode(Errors.CLUSTER_AUTHORIZATION_FAILED.code()));
            return;
        }
        UpdatableFeatureResultCollection results = new UpdatableFeatureResultCollection();
        for (FeatureUpdateKey update : request.featureUpdates()) {
            UpdatableFeatureResult result =
                    new UpdatableFeatureResult().setFeature(update.feature());
            problem(update)
                    .ifPresent(why ->
                            result.setErrorCode(Errors.INVALID_UPDATE_VERSION.code())
                                    .setErrorMessage(ErrorText.of(why)));
            results.add(result);
        }
        Optional<UpdatableFeatureResult> failed =
                results.stream()
                        .filter(result -> result.errorCode() != Errors.NONE.code())
                        .findFirst();
        if (exchange.version() < FIRST_VERSION_WITHOUT_RESULTS) {
            response.setResults(results);
        } else if (failed.isPresent()) {
            // All or nothing: the first that fails is what the whole answer says.
            response.setErrorCode(failed.get().errorCode())
                    .setErrorMessage(
                            "The update failed for all features since the following feature had an error: "
                                    + failed.get().errorMessage());
        }
        exchange.answer(response);
    }

    private Optional<String> problem(FeatureUpdateKey update) {
        Optional<Short> level = features.level(update.feature());
        if (level.isPresent() && level.get() == update.maxVersionLevel()) {
            return Optional.empty();
        }
        return Optional.of(
                level.isEmpty()
                        ? "Invalid update version %d for feature %s. This broker does not know the feature."
                                .formatted(update.maxVersionLevel(), update.feature())
                        : "Invalid update version %d for feature %s. Broker only supports version %d."
                                .formatted(
                                        update.maxVersionLevel(), update.feature(), level.get()));
    }
}
