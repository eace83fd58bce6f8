package dev.regroup.compat;

import dev.regroup.compat.CompatibilityDocument.Versions;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import org.apache.kafka.common.message.ApiVersionsResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;

/// What a broker says that it serves, to a client that knows nothing yet: ApiVersions v0.
final class OfferedApis {
    private static final int CORRELATION_ID = 1;

    private OfferedApis() {}

    /// @param bootstrap host and port
    static Map<ApiKeys, Versions> of(String bootstrap) throws IOException {
        String[] address = bootstrap.split(":", 2);
        try (Socket socket = new Socket(address[0], Integer.parseInt(address[1]))) {
            ByteBuffer request = ByteBuffer.allocate(14).putInt(10);
            request.putShort(ApiKeys.API_VERSIONS.id).putShort((short) 0).putInt(CORRELATION_ID);
            socket.getOutputStream().write(request.putShort((short) -1).array());
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            ByteBufferAccessor readable = new ByteBufferAccessor(ByteBuffer.wrap(answer));
            if (readable.readInt() != CORRELATION_ID) {
                throw new IOException("the answer to another request");
            }
            Map<ApiKeys, Versions> offered = new EnumMap<>(ApiKeys.class);
            new ApiVersionsResponseData(readable, (short) 0)
                    .apiKeys()
                    .forEach(one ->
                            offered.put(
                                    ApiKeys.forId(one.apiKey()),
                                    new Versions(one.minVersion(), one.maxVersion())));
            return offered;
        }
    }
}
