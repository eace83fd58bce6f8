package dev.regroup.bench.wire;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// Requests and answers as bytes.
public final class Wire {
    private static final int ANSWERS_WITHIN_MS = 60_000;

    private Wire() {}

    public static ByteBuffer frame(ApiMessage request, int version) {
        ApiKeys apiKey = ApiKeys.forId(request.apiKey());
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(apiKey.id)
                        .setRequestApiVersion((short) version)
                        .setCorrelationId(1)
                        .setClientId("bench");
        short headerVersion = apiKey.requestHeaderVersion((short) version);
        ObjectSerializationCache cache = new ObjectSerializationCache();
        int size = header.size(cache, headerVersion) + request.size(cache, (short) version);
        ByteBuffer frame = ByteBuffer.allocateDirect(4 + size).putInt(size);
        ByteBufferAccessor out = new ByteBufferAccessor(frame);
        header.write(out, cache, headerVersion);
        request.write(out, cache, (short) version);
        return frame.flip();
    }

    /// Sends a request and reads its answer.
    public static <R extends ApiMessage> R call(
            SocketChannel socket, ApiMessage request, int version, Class<R> answer)
            throws IOException {
        ByteBuffer frame = exchange(socket, request, version);
        return answer.cast(answer(frame, ApiKeys.forId(request.apiKey()), version));
    }

    /// Sends a request; returns the frame of its answer, without its length.
    public static ByteBuffer exchange(SocketChannel socket, ApiMessage request, int version)
            throws IOException {
        ByteBuffer frame = frame(request, version);
        while (frame.hasRemaining()) {
            socket.write(frame);
        }
        try {
            // Only the socket's own stream knows a time limit, the channel does not.
            socket.socket().setSoTimeout(ANSWERS_WITHIN_MS);
            InputStream in = socket.socket().getInputStream();
            return read(in, read(in, 4).getInt());
        } catch (SocketTimeoutException e) {
            throw new IOException(
                    "no answer to %s within %,d ms"
                            .formatted(ApiKeys.forId(request.apiKey()), ANSWERS_WITHIN_MS),
                    e);
        }
    }

    /// The answer in a frame without its length.
    public static ApiMessage answer(ByteBuffer frame, ApiKeys apiKey, int version)
            throws IOException {
        ByteBufferAccessor in = new ByteBufferAccessor(frame);
        ResponseHeaderData header =
                new ResponseHeaderData(in, apiKey.responseHeaderVersion((short) version));
        if (header.correlationId() != 1) {
            throw new IOException("an answer to something else");
        }
        ApiMessage message = ApiMessageType.fromApiKey(apiKey.id).newResponse();
        message.read(in, (short) version);
        return message;
    }

    private static ByteBuffer read(InputStream in, int bytes) throws IOException {
        byte[] all = in.readNBytes(bytes);
        if (all.length < bytes) {
            throw new IOException("closed by the broker");
        }
        return ByteBuffer.wrap(all);
    }
}
