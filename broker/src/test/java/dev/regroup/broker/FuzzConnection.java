package dev.regroup.broker;

import dev.regroup.broker.api.ApiVersionsHandler;
import dev.regroup.broker.config.HostPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.message.ApiMessageType;
import org.apache.kafka.common.message.ResponseHeaderData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.Errors;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ProduceRequest;
import org.apache.kafka.common.requests.RequestHeader;

/// One connection of a peer that sends damaged frames, and reads what it gets for them.
final class FuzzConnection implements AutoCloseable {
    /// What may be answered late, or not at all while the connection lives.
    private static final Set<Short> MAY_WAIT =
            Set.of(ApiKeys.FETCH.id, ApiKeys.JOIN_GROUP.id, ApiKeys.SYNC_GROUP.id);

    private static final Set<ApiKeys> SERVED = VersionedRequests.apis();
    private static final int ANSWERS_WITHIN_MS = 30_000;

    /// For an answer that may never come.
    private static final int PATIENCE_MS = 5;

    private final Socket socket;
    private final DataInputStream in;
    private final Deque<byte[]> unanswered = new ArrayDeque<>();
    private boolean mayWait;
    private boolean mayClose;

    FuzzConnection(HostPort broker) {
        try {
            socket = new Socket(broker.host(), broker.port());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends at most `countMax` frames, the last one being the first that cannot be read: what
    /// comes after that would not be looked at. Returns how many.
    int send(FrameFuzzer fuzzer, int countMax) {
        ByteBuffer all = ByteBuffer.allocate(1 << 20);
        boolean goOn = true;
        boolean endsBroken = fuzzer.oneOf(4);
        for (int i = 0; i < countMax && goOn; i++) {
            byte[] frame = fuzzer.next(i);
            boolean readable = readable(frame);
            if (!readable && !endsBroken) {
                continue;
            }
            goOn = readable;
            mayClose |= !readable || !served(frame);
            all.putInt(frame.length).put(frame);
            unanswered.add(frame);
            mayWait |= frame.length < 2 || MAY_WAIT.contains(ByteBuffer.wrap(frame).getShort());
        }
        int sent = unanswered.size();
        try {
            socket.getOutputStream().write(all.array(), 0, all.position());
        } catch (IOException closed) {
            // A produce request without an answer may end the connection before all is sent.
            mayWait = true;
        }
        return sent;
    }

    private static boolean served(byte[] frame) {
        ByteBuffer header = ByteBuffer.wrap(frame);
        ApiKeys api = ApiKeys.forId(header.getShort());
        // An ApiVersions of any version is answered.
        return api == ApiKeys.API_VERSIONS
                || (SERVED.contains(api) && ApiVersionsHandler.serves(api, header.getShort()));
    }

    private boolean readable(byte[] frame) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(frame);
            RequestHeader header = RequestHeader.parse(bytes);
            AbstractRequest request =
                    AbstractRequest.parseRequest(
                                    header.apiKey(),
                                    header.apiVersion(),
                                    new ByteBufferAccessor(bytes))
                            .request;
            // Damaged to acks=0, it is not answered, and an error in it closes the connection.
            boolean silent = request instanceof ProduceRequest produce && produce.acks() == 0;
            mayWait |= silent;
            mayClose |= silent;
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    /// Reads until every frame is answered or the broker has closed; counts answers by API.
    void readAnswers(Map<String, Long> answered) {
        try {
            socket.setSoTimeout(mayWait ? PATIENCE_MS : ANSWERS_WITHIN_MS);
            while (!unanswered.isEmpty()) {
                byte[] answer = new byte[in.readInt()];
                socket.setSoTimeout(ANSWERS_WITHIN_MS);
                in.readFully(answer);
                answered.merge(check(ByteBuffer.wrap(answer)), 1L, Long::sum);
                socket.setSoTimeout(mayWait ? PATIENCE_MS : ANSWERS_WITHIN_MS);
            }
        } catch (SocketTimeoutException e) {
            if (!mayWait) {
                throw new AssertionError("no answer to " + hex(unanswered.element()), e);
            }
        } catch (IOException closed) {
            // What the broker does with a peer that it cannot understand, and with no other.
            if (!mayClose) {
                throw new AssertionError("closed at " + hex(unanswered.element()), closed);
            }
            unanswered.clear();
        }
    }

    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    /// The answer is one to the oldest frame that wants one, and can be read to its end.
    private String check(ByteBuffer answer) {
        int correlationId = answer.getInt(0);
        byte[] frame = unanswered.remove();
        while (ByteBuffer.wrap(frame).getInt(4) != correlationId && !unanswered.isEmpty()) {
            // A produce request whose damaged acks became 0 is not answered.
            if (ByteBuffer.wrap(frame).getShort() != ApiKeys.PRODUCE.id) {
                throw new AssertionError(
                        "answer %d while %s is unanswered".formatted(correlationId, hex(frame)));
            }
            frame = unanswered.remove();
        }
        ApiKeys api = ApiKeys.forId(ByteBuffer.wrap(frame).getShort());
        short version = ByteBuffer.wrap(frame).getShort(2);
        if (api == ApiKeys.API_VERSIONS && (version < 0 || version > api.latestVersion(false))) {
            version = 0;
        }
        try {
            ByteBufferAccessor readable = new ByteBufferAccessor(answer);
            new ResponseHeaderData(readable, api.responseHeaderVersion(version));
            ApiMessage body = ApiMessageType.fromApiKey(api.id).newResponse();
            body.read(readable, version);
            if (answer.hasRemaining()
                    || ErrorCodes.in(body).contains(Errors.UNKNOWN_SERVER_ERROR)) {
                throw new AssertionError("%s in %s".formatted(answer, body));
            }
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("%s v%d, asked by %s".formatted(api, version, hex(frame)), e);
        }
        return api.name;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
