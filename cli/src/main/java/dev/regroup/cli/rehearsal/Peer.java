package dev.regroup.cli.rehearsal;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.RequestHeaderData;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.ObjectSerializationCache;

/// A client's connection, one request at a time. A stock client would bring its own classes into
/// the cache, which a broker never needs.
final class Peer implements AutoCloseable {
    private static final int ANSWER_WITHIN_MS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private int correlationId;

    Peer(String address) throws IOException {
        int colon = address.lastIndexOf(':');
        socket =
                new Socket(
                        address.substring(0, colon),
                        Integer.parseInt(address, colon + 1, address.length(), 10));
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(ANSWER_WITHIN_MS);
        in = new DataInputStream(socket.getInputStream());
    }

    /// Sends a request in its latest stable version and reads the answer.
    <R extends ApiMessage> R call(ApiMessage request, Class<R> answer) throws IOException {
        ApiKeys apiKey = ApiKeys.forId(request.apiKey());
        short version = apiKey.latestVersion(false);
        send(apiKey, version, request);
        byte[] frame = new byte[in.readInt()];
        in.readFully(frame);
        ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(frame));
        ResponseHeaderData header =
                new ResponseHeaderData(readable, apiKey.responseHeaderVersion(version));
        if (header.correlationId() != correlationId) {
            throw new IOException(
                    "expected the answer to request %d, found that to %d"
                            .formatted(correlationId, header.correlationId()));
        }
        ApiMessage body = ApiMessageType.fromApiKey(apiKey.id).newResponse();
        body.read(readable, version);
        return answer.cast(body);
    }

    private void send(ApiKeys apiKey, short version, ApiMessage request) throws IOException {
        correlationId++;
        RequestHeaderData header =
                new RequestHeaderData()
                        .setRequestApiKey(apiKey.id)
                        .setRequestApiVersion(version)
                        .setCorrelationId(correlationId)
                        .setClientId("rehearsal");
        short headerVersion = apiKey.requestHeaderVersion(version);
        ObjectSerializationCache sizes = new ObjectSerializationCache();
        int length = header.size(sizes, headerVersion) + request.size(sizes, version);
        ByteBuffer frame = ByteBuffer.allocate(4 + length).putInt(length);
        ByteBufferAccessor writable = new ByteBufferAccessor(frame);
        header.write(writable, sizes, headerVersion);
        request.write(writable, sizes, version);
        socket.getOutputStream().write(frame.array());
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
