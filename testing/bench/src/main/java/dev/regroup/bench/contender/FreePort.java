package dev.regroup.bench.contender;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/// A port of this machine that nobody listens on, below those that the system gives to clients: a
/// connection out cannot take it before the broker does.
final class FreePort {
    private static final int FROM = 20_000;
    private static final int TO = 30_000;
    private static final int TRIES = 100;

    private FreePort() {}

    static int any() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                return port;
            } catch (BindException taken) {
                // The next one, then.
            }
        }
        throw new IOException("no free port from %d to %d".formatted(FROM, TO));
    }
}
