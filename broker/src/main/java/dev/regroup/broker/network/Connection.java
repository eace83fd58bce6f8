package dev.regroup.broker.network;

import dev.regroup.broker.access.Authorizer.Who;
import dev.regroup.broker.api.ApiVersionsHandler;
import dev.regroup.broker.api.ClientSoftware;
import dev.regroup.broker.api.Exchange.Peer;
import dev.regroup.broker.api.Handler;
import dev.regroup.broker.api.MemberConnection;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.types.SchemaException;
import org.apache.kafka.common.requests.AbstractRequest;
import org.apache.kafka.common.requests.ApiVersionsRequest;
import org.apache.kafka.common.requests.RequestHeader;
import org.apache.kafka.common.resource.ResourceType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One client's connection; [#run] is its reader.
///
/// Bounds: a frame of `requestBytesMax`, `inFlightMax` requests without an answer, and the node's
/// [RequestMemory].
final class Connection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    /// Enough for some heartbeats; larger frames are read into borrowed memory.
    private static final int BUFFER_BYTES = 4_096;

    private static final int LENGTH_BYTES = 4;

    /// Key, version, correlation id: what every request begins with.
    private static final int REQUEST_BYTES_MIN = 8;

    private final SocketChannel socket;
    private final Peer peer;
    private final Who who;
    private final Service service;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
    private final Activity activity;
    private final AnswerWriter out;
    private final MemberConnection members;
    private volatile boolean endIsOurs;
    private volatile @Nullable Answers answers;
    private volatile ClientSoftware software = ClientSoftware.UNKNOWN;
    private volatile RequestCounts.OfOne counts;

    Connection(SocketChannel socket, InetSocketAddress peer, String listener, Service service) {
        this.socket = socket;
        this.service = service;
        this.peer = new Peer("/" + peer.getAddress().getHostAddress(), peer.getPort(), listener);
        this.who = new Who(this.peer.host(), listener);
        this.counts = service.counts().of(ClientSoftware.UNKNOWN);
        this.members = service.members().opened();
        this.activity = new Activity(service.ticker());
        this.out = new AnswerWriter(socket, BUFFER_BYTES, activity, this::close, this::end);
    }

    Peer peer() {
        return peer;
    }

    MemberConnection memberConnection() {
        return members;
    }

    RequestMemory memory() {
        return service.memory();
    }

    boolean permits(AclOperation operation, ResourceType resource, String name) {
        return service.authorizer().allows(who, operation, resource, name);
    }

    ClientSoftware software() {
        return software;
    }

    void introduce(ClientSoftware said) {
        software = said;
        counts = service.counts().of(said);
    }

    Answers answers() {
        Answers present = answers;
        if (present == null) {
            throw new IllegalStateException("the connection does not run yet");
        }
        return present;
    }

    void complain(String why) {
        service.complaints().disconnected(peer.host(), why);
    }

    /// How long it has been the peer's turn without it doing anything; 0 while it is the broker's.
    long idleMs(long nowMs) {
        Answers present = answers;
        return activity.idleMs(nowMs, present != null && present.pending());
    }

    @Override
    public void run() {
        Answers own =
                new Answers(
                        out,
                        service.limits().inFlightMax(),
                        Thread.currentThread(),
                        "regroup-writer" + peer.host());
        answers = own;
        try {
            readAll(own);
            // A peer may end its side and still read. Whether it does shows when it is written to.
            activity.peerEnded();
            tellOfPeersEnd();
            own.awaitSent();
        } catch (InvalidRequestException e) {
            // What it asked before was well formed, and may be answered already.
            own.sendReady();
            endIsOurs();
            complain(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("peer", peer.host()).setCause(e).log("Connection broke");
            tellOfPeersEnd();
        } catch (OutOfMemoryError e) {
            endIsOurs();
            complain("no memory for its request: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            close();
        }
    }

    /// Members on it cannot be heard of here any more, unless the broker did not want to hear.
    private void tellOfPeersEnd() {
        if (!endIsOurs) {
            service.members().closedByPeer(members);
        }
    }

    /// What ends the connection is not its peer.
    void endIsOurs() {
        endIsOurs = true;
    }

    /// Ends the connection though its peer may live, from any thread.
    void end() {
        endIsOurs();
        close();
    }

    /// Closes the socket, from any thread.
    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("peer", peer.host()).setCause(e).log("Close failed");
        }
        Answers present = answers;
        if (present != null) {
            present.close();
        }
    }

    private void readAll(Answers own) throws IOException, InterruptedException {
        while (socket.read(buffer) >= 0) {
            activity.moved();
            buffer.flip();
            while (takeFrame(own)) {
                // Another whole frame may be in the buffer.
            }
            buffer.compact();
            own.sendReady();
        }
    }

    /// Handles the next frame if enough of it is here; false if more must be read first.
    private boolean takeFrame(Answers own) throws IOException, InterruptedException {
        if (buffer.remaining() < LENGTH_BYTES + Short.BYTES) {
            return false;
        }
        int length = buffer.getInt(buffer.position());
        if (length < REQUEST_BYTES_MIN || length > service.limits().requestBytesMax()) {
            throw new InvalidRequestException(
                    "a frame of %d bytes; from %d to %d"
                            .formatted(
                                    length, REQUEST_BYTES_MIN, service.limits().requestBytesMax()));
        }
        service.members().requestComes(members);
        short apiKey = buffer.getShort(buffer.position() + LENGTH_BYTES);
        boolean small = LENGTH_BYTES + length <= BUFFER_BYTES && apiKey != ApiKeys.PRODUCE.id;
        if (!small) {
            takeLargeFrame(own, length);
            return true;
        }
        if (buffer.remaining() < LENGTH_BYTES + length) {
            return false;
        }
        int end = buffer.position() + LENGTH_BYTES + length;
        ByteBuffer frame = buffer.slice(buffer.position() + LENGTH_BYTES, length);
        handle(own, frame, null);
        buffer.position(end);
        return true;
    }

    private void takeLargeFrame(Answers own, int length) throws IOException, InterruptedException {
        buffer.position(buffer.position() + LENGTH_BYTES);
        // Before waiting for memory or the rest of a long frame: others may wait for these answers.
        own.sendReady();
        ByteBuffer frame = borrow(length);
        boolean handed = false;
        try {
            int here = Math.min(buffer.remaining(), length);
            frame.put(buffer.slice(buffer.position(), here));
            buffer.position(buffer.position() + here);
            while (frame.hasRemaining()) {
                if (socket.read(frame) < 0) {
                    throw new IOException("closed within a frame");
                }
                activity.moved();
            }
            handed = handle(own, frame.flip(), frame);
        } finally {
            if (!handed) {
                memory().giveBack(frame);
            }
        }
    }

    private ByteBuffer borrow(int length) throws InterruptedException {
        activity.memoryWaitBegins();
        try {
            return memory().take(length);
        } finally {
            activity.memoryWaitEnds();
        }
    }

    /// Parses one request and has it handled. True if the request has taken over the borrowed
    /// buffer.
    private boolean handle(Answers own, ByteBuffer frame, @Nullable ByteBuffer borrowed)
            throws IOException, InterruptedException {
        RequestHeader header = header(frame);
        Handler handler = service.handlers().get(header.apiKey());
        if (handler == null) {
            throw new InvalidRequestException("%s is not served".formatted(header.apiKey()));
        }
        if (!ApiVersionsHandler.serves(header.apiKey(), header.apiVersion())) {
            refuseVersion(own, header, handler);
            return false;
        }
        AbstractRequest request = parse(header, frame);
        boolean keepsBytes = header.apiKey() == ApiKeys.PRODUCE;
        Slot slot = new Slot(this, header, request, keepsBytes ? borrowed : null);
        own.add(slot);
        try {
            handler.handle(slot);
        } catch (RuntimeException | AssertionError bug) {
            slot.fail(bug);
        }
        // Now a client that has just said what it is counts as that.
        counts.count(header.apiKey(), header.apiVersion());
        return keepsBytes;
    }

    /// A client that knows a newer ApiVersions is told what there is (KIP-511); any other has not
    /// asked.
    private void refuseVersion(Answers own, RequestHeader header, Handler handler)
            throws IOException, InterruptedException {
        if (!(handler instanceof ApiVersionsHandler apiVersions)) {
            throw new InvalidRequestException(
                    "%s has no version %d".formatted(header.apiKey(), header.apiVersion()));
        }
        Slot slot = new Slot(this, header, new ApiVersionsRequest.Builder().build((short) 0), null);
        own.add(slot);
        slot.answerIn(apiVersions.unsupportedVersion(), (short) 0);
    }

    private static RequestHeader header(ByteBuffer frame) {
        try {
            return RequestHeader.parse(frame);
        } catch (ApiException
                | SchemaException
                | BufferUnderflowException
                | IllegalArgumentException e) {
            throw new InvalidRequestException("a request header that cannot be read", e);
        }
    }

    private static AbstractRequest parse(RequestHeader header, ByteBuffer frame) {
        try {
            return AbstractRequest.parseRequest(
                            header.apiKey(), header.apiVersion(), new ByteBufferAccessor(frame))
                    .request;
        } catch (UnsupportedVersionException | SchemaException e) {
            throw unreadable(header, e);
        } catch (RuntimeException e) {
            // The generated readers throw whatever a malformed length or tag leads to.
            throw unreadable(header, e);
        }
    }

    private static InvalidRequestException unreadable(
            RequestHeader header, RuntimeException cause) {
        return new InvalidRequestException(
                "%s v%d that cannot be read: %s"
                        .formatted(header.apiKey(), header.apiVersion(), cause.getMessage()),
                cause);
    }
}
