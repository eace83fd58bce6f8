package dev.regroup.broker.api;

import dev.regroup.broker.settings.SettingsOwner;
import java.util.Optional;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.DescribeConfigsResponse.ConfigType;

/// What the handlers of settings have in common: who may, which broker, wire types.
final class SettingsAccess {
    private SettingsAccess() {}

    /// Why the asker may not, or [Errors#NONE].
    static Errors denied(Exchange exchange, AclOperation operation, SettingsOwner owner) {
        return switch (owner.scope()) {
            case TOPIC ->
                    exchange.permitsOnTopic(operation, owner.name())
                            ? Errors.NONE
                            : Errors.TOPIC_AUTHORIZATION_FAILED;
            case GROUP ->
                    exchange.permitsOnGroup(operation, owner.name())
                            ? Errors.NONE
                            : Errors.GROUP_AUTHORIZATION_FAILED;
            case BROKER, CLIENT_METRICS ->
                    exchange.permitsOnCluster(operation)
                            ? Errors.NONE
                            : Errors.CLUSTER_AUTHORIZATION_FAILED;
        };
    }

    /// A broker is named by its id, or by "" where all are meant.
    static Optional<String> brokerProblem(String name, int nodeId) {
        try {
            return name.isEmpty() || Integer.parseInt(name) == nodeId
                    ? Optional.empty()
                    : Optional.of(
                            "Unexpected broker id, expected %d or empty string, but received %s"
                                    .formatted(nodeId, name));
        } catch (NumberFormatException e) {
            return Optional.of("Broker id must be an integer, but it is: " + name);
        }
    }

    static ConfigType wireType(ConfigDef.Type type) {
        return switch (type) {
            case BOOLEAN -> ConfigType.BOOLEAN;
            case STRING -> ConfigType.STRING;
            case INT -> ConfigType.INT;
            case SHORT -> ConfigType.SHORT;
            case LONG -> ConfigType.LONG;
            case DOUBLE -> ConfigType.DOUBLE;
            case LIST -> ConfigType.LIST;
            case CLASS -> ConfigType.CLASS;
            case PASSWORD -> ConfigType.PASSWORD;
        };
    }
}
