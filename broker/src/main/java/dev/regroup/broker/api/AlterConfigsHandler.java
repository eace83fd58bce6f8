package dev.regroup.broker.api;

import dev.regroup.broker.api.SettingsAlteration.Part;
import dev.regroup.broker.api.SettingsAlteration.Result;
import dev.regroup.broker.catalogue.CatalogueCommand.Basis;
import dev.regroup.broker.catalogue.CatalogueCommand.Edit;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.Operation;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.kafka.common.message.AlterConfigsRequestData;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.AlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.AlterConfigsResponseData;
import org.apache.kafka.common.message.AlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// AlterConfigs v0-2 (KIP-133): replaces everything that a resource has set.
public final class AlterConfigsHandler implements Handler {
    private final SettingsAlteration alteration;

    public AlterConfigsHandler(SettingsAlteration alteration) {
        this.alteration = alteration;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.ALTER_CONFIGS;
    }

    @Override
    public void handle(Exchange exchange) {
        AlterConfigsRequestData request = (AlterConfigsRequestData) exchange.request().data();
        List<Part> parts = request.resources().stream().map(AlterConfigsHandler::part).toList();
        alteration.alter(
                exchange,
                parts,
                Basis.NOTHING,
                request.validateOnly() ? Mode.VALIDATE_ONLY : Mode.CARRY_OUT,
                results -> exchange.answer(response(parts, results)));
    }

    private static AlterConfigsResponseData response(List<Part> parts, List<Result> results) {
        AlterConfigsResponseData response = new AlterConfigsResponseData();
        for (int i = 0; i < parts.size(); i++) {
            Result result = results.get(i);
            response.responses()
                    .add(
                            new AlterConfigsResourceResponse()
                                    .setResourceType(parts.get(i).resourceType())
                                    .setResourceName(parts.get(i).resourceName())
                                    .setErrorCode(result.error().code())
                                    .setErrorMessage(
                                            result.error() == Errors.NONE
                                                    ? null
                                                    : result.detail()));
        }
        return response;
    }

    private static Part part(AlterConfigsResource resource) {
        Optional<String> nullValue =
                resource.configs().stream()
                        .filter(config -> config.value() == null)
                        .map(config -> "Null value not supported for : " + config.name())
                        .findFirst();
        return new Part(
                resource.resourceType(),
                resource.resourceName(),
                resource.configs().stream().map(AlterableConfig::name).toList(),
                nullValue,
                resource.configs().stream()
                        .filter(config -> nullValue.isEmpty())
                        .map(config ->
                                new Edit(
                                        config.name(),
                                        Operation.SET,
                                        Objects.requireNonNull(config.value())))
                        .toList());
    }
}
