package dev.regroup.cli.demo.terminal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/// What is written to standard error, warnings of libraries for example, is held back while a
/// picture is on the screen, and shown afterwards.
final class HeldBack extends OutputStream {
    private static final int BYTES_MAX = 64 << 10;

    private final PrintStream real;
    private final ByteArrayOutputStream held = new ByteArrayOutputStream();

    private HeldBack(PrintStream real) {
        this.real = real;
    }

    static HeldBack begin() {
        HeldBack heldBack = new HeldBack(System.err);
        System.setErr(new PrintStream(heldBack, true, StandardCharsets.UTF_8));
        return heldBack;
    }

    @Override
    public synchronized void write(int some) {
        if (held.size() < BYTES_MAX) {
            held.write(some);
        }
    }

    void end() {
        System.setErr(real);
        synchronized (this) {
            real.print(held.toString(StandardCharsets.UTF_8));
            real.flush();
        }
    }
}
