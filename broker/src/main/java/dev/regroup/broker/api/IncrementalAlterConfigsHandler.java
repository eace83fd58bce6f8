package dev.regroup.broker.api;

import dev.regroup.broker.api.SettingsAlteration.Part;
import dev.regroup.broker.api.SettingsAlteration.Result;
import dev.regroup.broker.catalogue.CatalogueCommand.Basis;
import dev.regroup.broker.catalogue.CatalogueCommand.Edit;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueCommand.Operation;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterConfigsResource;
import org.apache.kafka.common.message.IncrementalAlterConfigsRequestData.AlterableConfig;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData;
import org.apache.kafka.common.message.IncrementalAlterConfigsResponseData.AlterConfigsResourceResponse;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.Errors;

/// IncrementalAlterConfigs v0-1 (KIP-339).
public final class IncrementalAlterConfigsHandler implements Handler {
    private final SettingsAlteration alteration;

    public IncrementalAlterConfigsHandler(SettingsAlteration alteration) {
        this.alteration = alteration;
    }

    @Override
    public ApiKeys apiKey() {
        return ApiKeys.INCREMENTAL_ALTER_CONFIGS;
    }

    @Override
    public void handle(Exchange exchange) {
        IncrementalAlterConfigsRequestData request =
                (IncrementalAlterConfigsRequestData) exchange.request().data();
        List<Part> parts =
                request.resources().stream().map(IncrementalAlterConfigsHandler::part).toList();
        alteration.alter(
                exchange,
                parts,
                Basis.PRESENT,
                request.validateOnly() ? Mode.VALIDATE_ONLY : Mode.CARRY_OUT,
                results -> exchange.answer(response(parts, results)));
    }

    private static IncrementalAlterConfigsResponseData response(
            List<Part> parts, List<Result> results) {
        IncrementalAlterConfigsResponseData response = new IncrementalAlterConfigsResponseData();
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
        Optional<String> problem =
                resource.configs().stream()
                        .map(IncrementalAlterConfigsHandler::problem)
                        .flatMap(Optional::stream)
                        .findFirst();
        return new Part(
                resource.resourceType(),
                resource.resourceName(),
                resource.configs().stream().map(AlterableConfig::name).toList(),
                problem,
                problem.isPresent()
                        ? List.of()
                        : resource.configs().stream()
                                .map(config ->
                                        new Edit(
                                                config.name(),
                                                operation(config).orElseThrow(),
                                                config.value() == null ? "" : config.value()))
                                .toList());
    }

    private static Optional<String> problem(AlterableConfig config) {
        Optional<Operation> operation = operation(config);
        if (operation.isEmpty()) {
            return Optional.of("Unknown operations type " + config.configOperation());
        }
        return config.value() == null && operation.get() != Operation.DELETE
                ? Optional.of("Null value not supported for : " + config.name())
                : Optional.empty();
    }

    private static Optional<Operation> operation(AlterableConfig config) {
        return switch (config.configOperation()) {
            case 0 -> Optional.of(Operation.SET);
            case 1 -> Optional.of(Operation.DELETE);
            case 2 -> Optional.of(Operation.APPEND);
            case 3 -> Optional.of(Operation.SUBTRACT);
            default -> Optional.empty();
        };
    }
}
