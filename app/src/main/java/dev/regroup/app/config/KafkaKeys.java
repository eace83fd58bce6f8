package dev.regroup.app.config;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

    private final Set<String> names;

    private record Refusal(String prefix, String why) {}

    KafkaKeys() {
        this.names = read();
    }

    boolean knows(String key) {
        return names.contains(key) || key.startsWith(LISTENER_PREFIX);
    }

    Set<String> names() {
        return names;
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

    private static Set<String> read() {
        try (InputStream resource = KafkaKeys.class.getResourceAsStream("kafka-keys.txt")) {
            if (resource == null) {
                throw new IllegalStateException("kafka-keys.txt is not in the jar");
            }
            return new BufferedReader(new InputStreamReader(resource, StandardCharsets.UTF_8))
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
