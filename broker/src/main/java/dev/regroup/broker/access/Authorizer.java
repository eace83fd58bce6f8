package dev.regroup.broker.access;

import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.ResourceType;

/// Decides who may do what, in the operations and resources of Kafka's ACLs (KIP-11). Asked by
/// handlers, on the thread that reads the request; must not block.
@FunctionalInterface
public interface Authorizer {
    /// The name under which the cluster itself is asked about.
    String CLUSTER = "kafka-cluster";

    Authorizer ALLOW_ALL = (who, operation, resource, name) -> true;

    boolean allows(Who who, AclOperation operation, ResourceType resource, String name);

    /// @param host the peer's address as Kafka shows it, for example `/127.0.0.1`
    /// @param listener name of the listener that it connected to
    record Who(String host, String listener) {}
}
