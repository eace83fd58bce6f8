package dev.regroup.bench.machine;

import dev.regroup.bench.Outcome.Better;
import dev.regroup.bench.Outcome.Figure;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What the machine can do at best, beside which the brokers' figures are to be read.
public final class Limits {
    private static final String SERIES = "limits of the machine";
    private static final int MB = 1 << 20;
    private static final long COPY_NS = TimeUnit.SECONDS.toNanos(1);
    private static final int FILE_MB = 256;
    private static final int FORCES = 200;

    private final Path folder;

    public Limits(Path folder) {
        this.folder = folder;
    }

    public List<Figure> measure() throws IOException, InterruptedException {
        List<Figure> figures = new ArrayList<>();
        figures.add(more("memory copied by one thread", memory()));
        figures.add(more("loopback TCP, one connection", loopback()));
        Path file = folder.resolve("limits.bin");
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            figures.add(more("1 MB writes with fdatasync, growing file", sequential(channel)));
            figures.add(more("1 MB writes with fdatasync, same file again", sequential(channel)));
            figures.add(
                    new Figure(
                            SERIES,
                            "4 KB write with fdatasync, median",
                            "ms",
                            smallForceMs(channel),
                            Better.NEITHER));
        } finally {
            Files.deleteIfExists(file);
        }
        return figures;
    }

    private static Figure more(String name, double mbPerS) {
        return new Figure(SERIES, name, "MB/s", mbPerS, Better.NEITHER);
    }

    private static double memory() {
        byte[] from = new byte[64 * MB];
        byte[] to = new byte[64 * MB];
        Arrays.fill(from, (byte) 1);
        long copied = 0;
        long startNs = System.nanoTime();
        while (System.nanoTime() - startNs < COPY_NS) {
            System.arraycopy(from, 0, to, 0, from.length);
            copied += from.length;
        }
        return mbPerS(copied, startNs);
    }

    private static double loopback() throws IOException, InterruptedException {
        try (ServerSocketChannel server =
                ServerSocketChannel.open()
                        .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            Thread writer = Thread.ofPlatform().name("loopback-writer").start(() -> write(server));
            long startNs = System.nanoTime();
            long read = 0;
            try (SocketChannel reader = SocketChannel.open(server.getLocalAddress())) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(MB);
                while (System.nanoTime() - startNs < COPY_NS) {
                    read += reader.read(buffer.clear());
                }
            }
            double rate = mbPerS(read, startNs);
            writer.join();
            return rate;
        }
    }

    /// Until the reader has had enough.
    private static void write(ServerSocketChannel server) {
        try (SocketChannel socket = server.accept()) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(MB);
            while (true) {
                socket.write(buffer.clear());
            }
        } catch (IOException closedByReader) {
            // That is how it ends.
        }
    }

    private static double sequential(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(MB);
        long startNs = System.nanoTime();
        for (int i = 0; i < FILE_MB; i++) {
            channel.write(buffer.clear(), (long) i * MB);
            channel.force(false);
        }
        return mbPerS((long) FILE_MB * MB, startNs);
    }

    private static double smallForceMs(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(4096);
        double[] ms = new double[FORCES];
        for (int i = 0; i < FORCES; i++) {
            long startNs = System.nanoTime();
            channel.write(buffer.clear(), i * 4096L);
            channel.force(false);
            ms[i] = (System.nanoTime() - startNs) / 1e6;
        }
        Arrays.sort(ms);
        return ms[FORCES / 2];
    }

    private static double mbPerS(long bytes, long sinceNs) {
        return bytes / 1e6 / ((System.nanoTime() - sinceNs) / 1e9);
    }
}
