package dev.regroup.broker;

import dev.regroup.broker.config.HostPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// A client that speaks the protocol directly: any API in any version, several requests in flight.
public final class WireClient implements AutoCloseable {
    private static final int ANSWER_WITHIN_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private int nextCorrelationId = 1;

    public WireClient(HostPort broker) {
        try {
            socket = new Socket(broker.host(), broker.port());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_WITHIN_MS);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a request and reads its answer, which must be readable to its last byte.
    public <R extends ApiMessage> R call(int version, ApiMessage request, Class<R> answer) {
        int correlationId = send(version, request);
        return receive(correlationId, version, ApiKeys.forId(request.apiKey()), answer);
    }

    /// Sends a request; returns its correlation id.
    public int send(int version, ApiMessage request) {
        ApiKeys apiKey = ApiKeys.forId(request.apiKey());
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(apiKey.id)
                        .setRequestApiVersion((short) version)
                        .setCorrelationId(nextCorrelationId)
                        .setClientId("wire");
        sendFrame(
                bytes(header, apiKey.requestHeaderVersion((short) version)),
                bytes(request, (short) version));
        return nextCorrelationId++;
    }

    /// Sends one frame made of `parts`.
    public void sendFrame(ByteBuffer... parts) {
        int length = 0;
        for (ByteBuffer part : parts) {
            length += part.remaining();
        }
        ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
        for (ByteBuffer part : parts) {
            frame.put(part.duplicate());
        }
        sendBytes(frame.array());
    }

    public void sendBytes(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <R extends ApiMessage> R receive(
            int correlationId, int version, ApiKeys apiKey, Class<R> answer) {
        ByteBuffer frame = receiveFrame();
        ByteBufferAccessor readable = new ByteBufferAccessor(frame);
        ResponseHeaderData header =
                new ResponseHeaderData(readable, apiKey.responseHeaderVersion((short) version));
        if (header.correlationId() != correlationId) {
            throw new AssertionError(
                    "expected the answer to request %d, found that to %d"
                            .formatted(correlationId, header.correlationId()));
        }
        ApiMessage body = ApiMessageType.fromApiKey(apiKey.id).newResponse();
        body.read(readable, (short) version);
        if (frame.hasRemaining()) {
            throw new AssertionError(
                    "%d bytes follow the answer to %s v%d"
                            .formatted(frame.remaining(), apiKey, version));
        }
        return answer.cast(body);
    }

    public ByteBuffer receiveFrame() {
        try {
            byte[] frame = new byte[in.readInt()];
            in.readFully(frame);
            return ByteBuffer.wrap(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether bytes of an answer are here.
    public boolean hasAnswer() {
        try {
            return in.available() > 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the broker closes the connection without a further answer.
    public boolean closedByBroker() {
        try {
            return in.read() < 0;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            // A reset is an end too.
            return true;
        }
    }

    /// Whether the broker ends the connection within `withinMs`, without a further answer.
    public boolean endsWithin(int withinMs) {
        try {
            socket.setSoTimeout(withinMs);
            boolean ended = closedByBroker();
            socket.setSoTimeout(ANSWER_WITHIN_MS);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tells the broker that nothing more will be sent; answers can still be read.
    public void endOutput() {
        try {
            socket.shutdownOutput();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ByteBuffer bytes(ApiMessage message, short version) {
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = message.size(cache, version);
        ByteBuffer buffer = ByteBuffer.allocate(size);
        message.write(new ByteBufferAccessor(buffer), cache, version);
        return buffer.flip();
    }
}
