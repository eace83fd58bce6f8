package dev.regroup.broker.network;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import org.apache.kafka.common.network.Send;
import org.apache.kafka.common.network.TransferableChannel;
import org.apache.kafka.common.protocol.ApiMessage;
import org.apache.kafka.common.protocol.ByteBufferAccessor;
import org.apache.kafka.common.protocol.MessageSizeAccumulator;
import org.apache.kafka.common.protocol.ObjectSerializationCache;
import org.apache.kafka.common.protocol.SendBuilder;
import org.apache.kafka.common.requests.ResponseHeader;

/// Writes answers to a socket: small ones together from one buffer, large ones and those with
/// records straight from where they lie. Used by one thread at a time; blocks while the peer does
/// not read.
final class AnswerWriter {
    private static final int LENGTH_PREFIX_BYTES = 4;

    private final TransferableChannel channel;
    private final ByteBuffer buffer;
    private final Activity activity;
    private final Runnable onBroken;
    private final Runnable onFailure;

    /// @param onBroken ends the connection, which the peer has broken off
    /// @param onFailure ends it though the peer may live
    AnswerWriter(
            SocketChannel socket,
            int bufferBytes,
            Activity activity,
            Runnable onBroken,
            Runnable onFailure) {
        this.channel = new Blocking(socket, activity);
        this.activity = activity;
        this.buffer = ByteBuffer.allocateDirect(bufferBytes);
        this.onBroken = onBroken;
        this.onFailure = onFailure;
    }

    /// @param version of the response's body
    void write(ResponseHeader header, ApiMessage body, short version) throws IOException {
        activity.moved();
        ObjectSerializationCache cache = new ObjectSerializationCache();
        MessageSizeAccumulator size = new MessageSizeAccumulator();
        header.data().addSize(size, cache, header.headerVersion());
        body.addSize(size, cache, version);
        int bytes = LENGTH_PREFIX_BYTES + size.totalSize();
        if (size.totalSize() > size.sizeExcludingZeroCopy() || bytes > buffer.capacity()) {
            flush();
            Send send = SendBuilder.buildResponseSend(header, body, version);
            while (!send.completed()) {
                send.writeTo(channel);
            }
            return;
        }
        if (bytes > buffer.remaining()) {
            flush();
        }
        buffer.putInt(size.totalSize());
        ByteBufferAccessor accessor = new ByteBufferAccessor(buffer);
        header.data().write(accessor, cache, header.headerVersion());
        body.write(accessor, cache, version);
    }

    void flush() throws IOException {
        if (buffer.position() == 0) {
            return;
        }
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    /// The peer takes no more.
    void broken() {
        onBroken.run();
    }

    /// There is nothing right to send.
    void failed() {
        onFailure.run();
    }

    /// The socket as Kafka's senders want it. Each write ends when the peer has made room for some
    /// bytes.
    private record Blocking(SocketChannel socket, Activity activity)
            implements TransferableChannel {
        @Override
        public boolean hasPendingWrites() {
            return false;
        }

        @Override
        public long transferFrom(FileChannel file, long position, long count) throws IOException {
            activity.writeBegins();
            try {
                return file.transferTo(position, count, socket);
            } finally {
                activity.writeEnds();
            }
        }

        @Override
        public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
            activity.writeBegins();
            try {
                return socket.write(sources, offset, length);
            } finally {
                activity.writeEnds();
            }
        }

        @Override
        public long write(ByteBuffer[] sources) throws IOException {
            activity.writeBegins();
            try {
                return socket.write(sources);
            } finally {
                activity.writeEnds();
            }
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            activity.writeBegins();
            try {
                return socket.write(source);
            } finally {
                activity.writeEnds();
            }
        }

        @Override
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
