package dev.regroup.broker.api;

import dev.regroup.broker.access.Authorizer;
import java.util.Set;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/// What the asker may do, as bit fields of [AclOperation] codes (KIP-430).
final class AuthorizedOperations {
    static final int NOT_ASKED = Integer.MIN_VALUE;

    private static final Set<AclOperation> ON_TOPIC =
            Set.of(
                    AclOperation.READ,
                    AclOperation.WRITE,
                    AclOperation.CREATE,
                    AclOperation.DELETE,
                    AclOperation.ALTER,
                    AclOperation.DESCRIBE,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS);

    private static final Set<AclOperation> ON_GROUP =
            Set.of(
                    AclOperation.READ,
                    AclOperation.DESCRIBE,
                    AclOperation.DELETE,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS);

    private static final Set<AclOperation> ON_CLUSTER =
            Set.of(
                    AclOperation.CREATE,
                    AclOperation.CLUSTER_ACTION,
                    AclOperation.DESCRIBE_CONFIGS,
                    AclOperation.ALTER_CONFIGS,
                    AclOperation.IDEMPOTENT_WRITE,
                    AclOperation.ALTER,
                    AclOperation.DESCRIBE);

    private AuthorizedOperations() {}

    static int onTopic(Exchange exchange, String topic) {
        return bits(exchange, ON_TOPIC, ResourceType.TOPIC, topic);
    }

    static int onGroup(Exchange exchange, String groupId) {
        return bits(exchange, ON_GROUP, ResourceType.GROUP, groupId);
    }

    static int onCluster(Exchange exchange) {
        return bits(exchange, ON_CLUSTER, ResourceType.CLUSTER, Authorizer.CLUSTER);
    }

    private static int bits(
            Exchange exchange, Set<AclOperation> operations, ResourceType type, String name) {
        return operations.stream()
                .filter(operation -> exchange.permits(operation, type, name))
                .mapToInt(operation -> 1 << operation.code())
                .sum();
    }
}
