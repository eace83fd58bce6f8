package dev.regroup.broker.api;

import dev.regroup.broker.access.Authorizer;
import java.util.concurrent.Callable;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.ResourceType;

/// One request, and where its answer goes. Answers leave in the order of the requests, whatever the
/// order in which they are given.
public interface Exchange {
    RequestHeader header();

    /// Parsed in the request's own version.
    AbstractRequest request();

    Peer peer();

    /// On which the request came. For the connection's reader.
    MemberConnection connection();

    /// Whether the asker may do this. Handlers ask for every resource that they touch.
    boolean permits(AclOperation operation, ResourceType resource, String name);

    default boolean permitsOnTopic(AclOperation operation, String topic) {
        return permits(operation, ResourceType.TOPIC, topic);
    }

    default boolean permitsOnGroup(AclOperation operation, String groupId) {
        return permits(operation, ResourceType.GROUP, groupId);
    }

    default boolean permitsOnCluster(AclOperation operation) {
        return permits(operation, ResourceType.CLUSTER, Authorizer.CLUSTER);
    }

    /// What the client says it is (KIP-511); [ClientSoftware#UNKNOWN] before it has said so.
    ClientSoftware software();

    /// The client has said what it is.
    void introduce(ClientSoftware software);

    /// Answers, from any thread. A later answer to the same request is ignored.
    void answer(ApiMessage response);

    /// Answers with `error` alone, in the form that this API has for it.
    default void refuse(Errors error) {
        answer(request().getErrorResponse(0, error.exception()).data());
    }

    /// Has `response` computed when its turn has come to leave, on the connection's writer, which
    /// may block there for as long as the request allows.
    default void answerInTurn(Callable<ApiMessage> response) {
        answerInTurn(response, () -> {});
    }

    /// The same, for an answer that refers to what is lent to it.
    ///
    /// @param sent run once after `response` was called, when the answer has left or never will
    void answerInTurn(Callable<ApiMessage> response, Runnable sent);

    /// The request wants no answer (produce with acks=0).
    void answerNothing();

    /// Somebody may still read the request's bytes after the answer: they are not used again.
    void keepBytes();

    /// Closes the connection instead of answering: the only way to tell a peer that wants no
    /// answers.
    void disconnect(String why);

    default short version() {
        return header().apiVersion();
    }

    /// Who asks.
    ///
    /// @param host the peer's address as Kafka shows it, for example `/127.0.0.1`
    /// @param port the peer's
    /// @param listener name of the listener that it connected to
    record Peer(String host, int port, String listener) {}
}
