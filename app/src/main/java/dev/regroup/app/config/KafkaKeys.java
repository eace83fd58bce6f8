package dev.regroup.app.config;

import dev.regroup.broker.settings.Scope;
import dev.regroup.broker.settings.Setting;
import dev.regroup.broker.settings.SettingTable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What Kafka calls its settings, and which of those that are not served here must not be passed
/// over.
final class KafkaKeys {
    private static final String LISTENER_PREFIX = "listener.name.";

    /// Ignoring these would leave data or a connection less protected than the file asks for.
    private static final List<Refusal> REFUSALS =
            List.of(
                    new Refusal("authorizer.", "access control is not served yet"),
                    new Refusal("sasl.", "SASL is not served yet"),
                    new Refusal("ssl.", "TLS is not served yet"),
                    new Refusal("security.providers", "TLS is not served yet"),
                    new Refusal("super.users", "access control is not served yet"),
                    new Refusal(
                            "allow.everyone.if.no.acl.found", "access control is not served yet"),
                    new Refusal("principal.builder.class", "access control is not served yet"),
                    new Refusal("connections.max.reauth.ms", "SASL is not served yet"),
                    new Refusal("create.topic.policy.class.name", "policies are not served yet"),
                    new Refusal("alter.config.policy.class.name", "policies are not served yet"),
                    new Refusal("config.providers", "values are taken as they stand in the file"),
                    new Refusal("delegation.token.", "delegation tokens are not served yet"),
                    new Refusal("password.encoder.", "stored passwords are not served yet"),
                    new Refusal(
                            "remote.log.storage.system.enable",
                            "tiered storage is not served yet"));

    private record Refusal(String prefix, String why) {}

    boolean knows(String key) {
        return SettingTable.kafka().find(Scope.BROKER, key).isPresent()
                || key.startsWith(LISTENER_PREFIX);
    }

    Stream<String> names() {
        return SettingTable.kafka().all(Scope.BROKER).stream().map(Setting::name);
    }

    /// Why Kafka would not take this value, if so.
    Optional<String> problem(String key, String value) {
        return SettingTable.kafka()
                .find(Scope.BROKER, key)
                .flatMap(setting -> setting.problem(value));
    }

    /// Whether a key that has no part in [Settings] is acted on all the same: the brokers' defaults
    /// for their topics.
    boolean acted(String key) {
        return SettingTable.kafka().all(Scope.TOPIC).stream()
                .filter(setting -> setting.effect() == Setting.Effect.ACTED)
                .flatMap(setting -> setting.synonyms().stream())
                .anyMatch(synonym -> synonym.name().equals(key));
    }

    /// Why the broker must not start with this key set, if so.
    Optional<String> refusal(String key, String value) {
        boolean switchedOff =
                (value.equals("false") && key.startsWith("remote."))
                        || (value.equals("0") && key.equals("connections.max.reauth.ms"));
        if (value.isBlank() || switchedOff) {
            return Optional.empty();
        }
        String plain =
                key.startsWith(LISTENER_PREFIX)
                        ? key.substring(key.indexOf('.', LISTENER_PREFIX.length()) + 1)
                        : key;
        return REFUSALS.stream()
                .filter(refusal -> plain.startsWith(refusal.prefix))
                .map(Refusal::why)
                .findFirst();
    }
}
