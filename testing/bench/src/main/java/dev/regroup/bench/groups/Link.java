package dev.regroup.bench.groups;

import dev.regroup.bench.wire.Wire;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.apache.kafka.common.protocol.ApiKeys;
import org.apache.kafka.common.protocol.ApiMessage;

/// A member's connection over a socket. Requests are small: a write that the system does not take
/// whole fails.
final class Link implements Connection {
    private static final int FIRST_BYTES = 512;

    private final SocketChannel socket;
    private final Deque<Awaited> awaited = new ArrayDeque<>();
    private ByteBuffer received = ByteBuffer.allocate(FIRST_BYTES);

    private record Awaited(ApiKeys apiKey, int version, Consumer<ApiMessage> then) {}

    Link(InetSocketAddress broker, Selector selector) throws IOException {
        socket = SocketChannel.open(broker);
        socket.setOption(StandardSocketOptions.TCP_NODELAY, true);
        socket.configureBlocking(false);
        socket.register(selector, SelectionKey.OP_READ, this);
    }

    @Override
    public void send(ApiMessage request, int version, Consumer<ApiMessage> then) {
        awaited.add(new Awaited(ApiKeys.forId(request.apiKey()), version, then));
        ByteBuffer frame = Wire.frame(request, version);
        try {
            socket.write(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (frame.hasRemaining()) {
            throw new IllegalStateException("a request did not fit the socket's buffer");
        }
    }

    void receive() throws IOException {
        if (!socket.isOpen()) {
            return;
        }
        if (socket.read(received) < 0) {
            throw new IOException("the broker closed a member's connection");
        }
        received.flip();
        while (received.remaining() >= Integer.BYTES) {
            int length = received.getInt(received.position());
            if (received.remaining() < Integer.BYTES + length) {
                break;
            }
            ByteBuffer frame = received.slice(received.position() + Integer.BYTES, length);
            received.position(received.position() + Integer.BYTES + length);
            Awaited next = awaited.remove();
            next.then.accept(Wire.answer(frame, next.apiKey, next.version));
        }
        received.compact();
        int wanted = received.position() < Integer.BYTES ? 0 : Integer.BYTES + received.getInt(0);
        if (wanted > received.capacity()) {
            received = ByteBuffer.allocate(wanted).put(received.flip());
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
}
