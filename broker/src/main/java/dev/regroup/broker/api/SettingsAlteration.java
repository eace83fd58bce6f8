package dev.regroup.broker.api;

import dev.regroup.broker.catalogue.CatalogueCommand.AlterSettings;
import dev.regroup.broker.catalogue.CatalogueCommand.Alteration;
import dev.regroup.broker.catalogue.CatalogueCommand.Basis;
import dev.regroup.broker.catalogue.CatalogueCommand.Edit;
import dev.regroup.broker.catalogue.CatalogueCommand.Mode;
import dev.regroup.broker.catalogue.CatalogueReply;
import dev.regroup.broker.catalogue.CatalogueReply.Altered;
import dev.regroup.broker.catalogue.CatalogueReply.Reason;
import dev.regroup.broker.catalogue.CatalogueReply.Refused;
import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting.Effect;
import dev.regroup.broker.settings.SettingTable;
import dev.regroup.broker.settings.SettingsOwner;
import dev.regroup.broker.shard.ReplyTo;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.Errors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Altering settings, as both AlterConfigs and IncrementalAlterConfigs do it: checks the form of
/// each resource's part, has the catalogue alter what passes, and tells what became of each.
public final class SettingsAlteration {
    private static final Logger LOG = LoggerFactory.getLogger(SettingsAlteration.class);

    private final Requests requests;
    private final int nodeId;

    /// Settings without effect that have been spoken of: no more than Kafka has settings.
    private final Set<String> toldOf = ConcurrentHashMap.newKeySet();

    public SettingsAlteration(Requests requests, int nodeId) {
        this.requests = requests;
        this.nodeId = nodeId;
    }

    /// One resource of a request.
    ///
    /// @param names of all its settings, as often as they occur
    /// @param formProblem what is wrong with its part, if anything
    record Part(
            byte resourceType,
            String resourceName,
            List<String> names,
            Optional<String> formProblem,
            List<Edit> edits) {}

    /// @param detail "" without an error
    record Result(Errors error, String detail) {
        static final Result DONE = new Result(Errors.NONE, "");

        Result {
            detail = ErrorText.of(detail);
        }
    }

    /// Alters; then `done` gets a result for each part, in their order.
    void alter(
            Exchange exchange,
            List<Part> parts,
            Basis basis,
            Mode mode,
            Consumer<List<Result>> done) {
        Result[] results = new Result[parts.size()];
        Set<SettingsOwner> namedTwice = namedTwice(parts);
        Map<SettingsOwner, Integer> wanted = new LinkedHashMap<>();
        for (int i = 0; i < parts.size(); i++) {
            Part part = parts.get(i);
            Optional<Result> problem = problem(exchange, part, namedTwice);
            if (problem.isPresent()) {
                results[i] = problem.get();
            } else {
                wanted.put(owner(part).orElseThrow(), i);
            }
        }
        ReplyTo<CatalogueReply> replyTo =
                reply -> {
                    wanted.forEach((owner, i) -> {
                        results[i] = result(owner, reply);
                        if (results[i].error() == Errors.NONE && mode == Mode.CARRY_OUT) {
                            tellOfThoseWithoutEffect(owner.scope(), parts.get(i).names());
                        }
                    });
                    done.accept(List.of(results));
                };
        requests.onCatalogue(
                new AlterSettings(
                        replyTo,
                        wanted.entrySet().stream()
                                .map(one ->
                                        new Alteration(
                                                one.getKey(),
                                                basis,
                                                parts.get(one.getValue()).edits()))
                                .toList(),
                        mode));
    }

    private Set<SettingsOwner> namedTwice(List<Part> parts) {
        Set<SettingsOwner> named = new HashSet<>();
        Set<SettingsOwner> namedTwice = new HashSet<>();
        for (Part part : parts) {
            owner(part).filter(owner -> !named.add(owner)).ifPresent(namedTwice::add);
        }
        return namedTwice;
    }

    private Optional<Result> problem(Exchange exchange, Part part, Set<SettingsOwner> namedTwice) {
        Optional<SettingsOwner> owner = owner(part);
        if (owner.isEmpty()) {
            return invalid("Unknown resource type " + part.resourceType());
        }
        Errors denied = SettingsAccess.denied(exchange, AclOperation.ALTER_CONFIGS, owner.get());
        if (denied != Errors.NONE) {
            return Optional.of(new Result(denied, denied.message()));
        }
        if (namedTwice.contains(owner.get())) {
            return invalid("Each resource must appear at most once.");
        }
        if (new HashSet<>(part.names()).size() < part.names().size()) {
            return invalid("Error due to duplicate config keys");
        }
        if (part.formProblem().isPresent()) {
            return invalid(part.formProblem().get());
        }
        return nameProblem(owner.get()).flatMap(SettingsAlteration::invalid);
    }

    private Optional<String> nameProblem(SettingsOwner owner) {
        return switch (owner.scope()) {
            case BROKER -> SettingsAccess.brokerProblem(owner.name(), nodeId);
            case GROUP ->
                    owner.name().isEmpty()
                            ? Optional.of("Default group resources are not allowed.")
                            : Optional.empty();
            case CLIENT_METRICS ->
                    owner.name().isEmpty()
                            ? Optional.of("Subscription name can't be empty")
                            : Optional.empty();
            case TOPIC -> Optional.empty();
        };
    }

    private Optional<SettingsOwner> owner(Part part) {
        return Scope.ofWireId(part.resourceType())
                .map(scope ->
                        scope == Scope.BROKER && isThisNode(part.resourceName())
                                ? SettingsOwner.broker(nodeId)
                                : new SettingsOwner(scope, part.resourceName()));
    }

    private boolean isThisNode(String name) {
        return !name.isEmpty() && SettingsAccess.brokerProblem(name, nodeId).isEmpty();
    }

    private static Optional<Result> invalid(String detail) {
        return Optional.of(new Result(Errors.INVALID_REQUEST, detail));
    }

    private static Result result(SettingsOwner owner, CatalogueReply reply) {
        CatalogueReply.SettingsOutcome outcome =
                reply instanceof CatalogueReply.ByOwner byOwner
                        ? byOwner.outcomes().get(owner)
                        : new Refused(Reason.NOT_AVAILABLE, "the catalogue is being loaded");
        return switch (outcome) {
            case Altered altered -> Result.DONE;
            case Refused refused -> new Result(ErrorMapping.of(refused.reason()), refused.detail());
            case null -> throw new IllegalStateException("no outcome for " + owner);
        };
    }

    private void tellOfThoseWithoutEffect(Scope scope, List<String> names) {
        List<String> without =
                names.stream()
                        .filter(name ->
                                SettingTable.kafka()
                                        .find(scope, name)
                                        .filter(setting -> setting.effect() == Effect.STORED)
                                        .isPresent())
                        .filter(name -> toldOf.add(scope.label() + " " + name))
                        .toList();
        if (!without.isEmpty()) {
            LOG.atInfo()
                    .addKeyValue("scope", scope.label())
                    .addKeyValue("settings", without)
                    .log("Settings stored that change nothing in this version");
        }
    }
}
