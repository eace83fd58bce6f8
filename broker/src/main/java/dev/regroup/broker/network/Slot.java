package dev.regroup.broker.network;

import dev.regroup.broker.api.ClientSoftware;
import dev.regroup.broker.api.Exchange;
import dev.regroup.broker.api.MemberConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.AbstractResponse;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One request's place in the order of its connection's answers.
final class Slot implements Exchange {
    private static final Logger LOG = LoggerFactory.getLogger(Slot.class);

    private final Connection connection;
    private final RequestHeader header;
    private final AbstractRequest request;
    private final AtomicReference<@Nullable Outcome> outcome = new AtomicReference<>();

    /// The request's bytes, as long as the request refers to them.
    private final AtomicReference<@Nullable ByteBuffer> bytes;

    private sealed interface Outcome {}

    private record Message(ApiMessage body, short version) implements Outcome {}

    private record Computed(Callable<ApiMessage> body, Runnable sent) implements Outcome {}

    private record Nothing() implements Outcome {}

    private record Disconnect(String why) implements Outcome {}

    /// @param bytes borrowed from the connection's [RequestMemory]; null if the request has no part
    ///   of them
    Slot(
            Connection connection,
            RequestHeader header,
            AbstractRequest request,
            @Nullable ByteBuffer bytes) {
        this.connection = connection;
        this.header = header;
        this.request = request;
        this.bytes = new AtomicReference<>(bytes);
    }

    @Override
    public RequestHeader header() {
        return header;
    }

    @Override
    public AbstractRequest request() {
        return request;
    }

    @Override
    public Peer peer() {
        return connection.peer();
    }

    @Override
    public MemberConnection connection() {
        return connection.memberConnection();
    }

    @Override
    public boolean permits(AclOperation operation, ResourceType resource, String name) {
        return connection.permits(operation, resource, name);
    }

    @Override
    public ClientSoftware software() {
        return connection.software();
    }

    @Override
    public void introduce(ClientSoftware software) {
        connection.introduce(software);
    }

    @Override
    public void answer(ApiMessage response) {
        answerIn(response, header.apiVersion());
    }

    void answerIn(ApiMessage response, short version) {
        complete(new Message(response, version));
    }

    @Override
    public void answerInTurn(Callable<ApiMessage> response, Runnable sent) {
        complete(new Computed(response, sent));
    }

    @Override
    public void answerNothing() {
        complete(new Nothing());
    }

    @Override
    public void disconnect(String why) {
        complete(new Disconnect(why));
    }

    @Override
    public void keepBytes() {
        ByteBuffer kept = bytes.getAndSet(null);
        if (kept != null) {
            connection.memory().writeOff(kept);
        }
    }

    /// A bug kept the handler from answering.
    void fail(Throwable bug) {
        LOG.atError()
                .addKeyValue("apiKey", header.apiKey())
                .addKeyValue("apiVersion", header.apiVersion())
                .addKeyValue("clientId", header.clientId())
                .setCause(bug)
                .log("Request failed");
        AbstractResponse response =
                request.getErrorResponse(0, Errors.UNKNOWN_SERVER_ERROR.exception());
        if (response == null) {
            disconnect("the request failed");
        } else {
            answer(response.data());
        }
    }

    boolean answered() {
        return outcome.get() != null;
    }

    /// Whether the answer is still to be computed, which may block.
    boolean computed() {
        return outcome.get() instanceof Computed;
    }

    /// Writes the answer, which is there.
    void writeTo(AnswerWriter out) throws IOException, InterruptedException {
        switch (outcome.get()) {
            case Message message ->
                    out.write(header.toResponseHeader(), message.body, message.version);
            case Computed computed -> {
                try {
                    out.write(header.toResponseHeader(), compute(computed), header.apiVersion());
                } finally {
                    computed.sent.run();
                }
            }
            case Nothing nothing -> {}
            case Disconnect disconnect -> {
                connection.complain(disconnect.why);
                connection.endIsOurs();
                throw new IOException("closed: " + disconnect.why);
            }
            case null -> throw new IllegalStateException("a slot without an answer");
        }
    }

    private ApiMessage compute(Computed computed) throws IOException, InterruptedException {
        try {
            return computed.body.call();
        } catch (IOException | InterruptedException e) {
            connection.endIsOurs();
            throw e;
        } catch (Exception bug) {
            LOG.atError()
                    .addKeyValue("apiKey", header.apiKey())
                    .addKeyValue("apiVersion", header.apiVersion())
                    .setCause(bug)
                    .log("Request failed");
            return request.getErrorResponse(0, Errors.UNKNOWN_SERVER_ERROR.exception()).data();
        }
    }

    private void complete(Outcome complete) {
        if (outcome.compareAndSet(null, complete)) {
            ByteBuffer borrowed = bytes.getAndSet(null);
            if (borrowed != null) {
                connection.memory().giveBack(borrowed);
            }
            connection.answers().answered();
        }
    }
}
