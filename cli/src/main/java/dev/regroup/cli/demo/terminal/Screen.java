package dev.regroup.cli.demo.terminal;

import java.io.IOError;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Curses;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;

/// A terminal taken over for pictures: the alternate screen, no echo, no cursor. Closing gives it
/// back as it was, from any thread and as often as one likes.
public final class Screen implements AutoCloseable {
    private static final Size USUAL = Size.of(80, 24);

    private final Terminal terminal;
    private final Attributes before;
    private final OutputStream straight;
    private final byte[] farewell;
    private final Display display;
    private final HeldBack heldBack;
    private final Keys keys;
    private Size size;
    private boolean closed;

    private Screen(Terminal terminal, OutputStream straight, Consumer<Key> pressed) {
        this.terminal = terminal;
        this.straight = straight;
        this.farewell =
                (sequence(Capability.cursor_normal) + sequence(Capability.exit_ca_mode))
                        .getBytes(StandardCharsets.ISO_8859_1);
        this.before = terminal.enterRawMode();
        this.heldBack = HeldBack.begin();
        this.keys = new Keys(terminal.reader(), pressed);
        // Ctrl-C is a key like others: as a signal it would reach the members too.
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false);
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.flush();
        this.display = new Display(terminal, true);
        this.size = size();
        display.resize(size);
    }

    /// Takes over the terminal that the process runs in; empty if it is none that can be drawn on.
    ///
    /// @param pressed told of keys, on a thread of its own
    public static Optional<Screen> open(Consumer<Key> pressed) {
        Terminal terminal;
        try {
            terminal =
                    TerminalBuilder.builder().system(true).dumb(false).nativeSignals(false).build();
        } catch (IOException | IllegalStateException e) {
            return Optional.empty();
        }
        if (terminal.getStringCapability(Capability.cursor_address) == null) {
            close(terminal);
            return Optional.empty();
        }
        return Optional.of(on(terminal, System.out, pressed));
    }

    /// @param straight leads to the terminal even if that has been closed
    static Screen on(Terminal terminal, OutputStream straight, Consumer<Key> pressed) {
        Screen screen = new Screen(terminal, straight, pressed);
        Thread.ofPlatform().daemon().name("demo-keys").start(screen.keys);
        return screen;
    }

    public Charset encoding() {
        return terminal.encoding();
    }

    /// As it is now; windows change.
    public Size size() {
        Size now = terminal.getSize();
        return now.getColumns() > 0 && now.getRows() > 0 ? now : USUAL;
    }

    /// Shows the lines, which are to fit `fitting`. Does nothing once closed.
    public synchronized void draw(List<AttributedString> lines, Size fitting) {
        if (closed) {
            return;
        }
        if (!fitting.equals(size)) {
            size = fitting;
            display.resize(size);
            terminal.puts(Capability.clear_screen);
            display.reset();
        }
        display.update(lines, 0);
        terminal.flush();
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        keys.stop();
        try {
            terminal.setAttributes(before);
            close(terminal);
        } catch (IllegalStateException | IOError e) {
            // When the process is ended by a signal, the library may have done this already: it
            // gives back the mode, but does not leave the alternate screen.
        }
        sayFarewell();
        heldBack.end();
    }

    private void sayFarewell() {
        try {
            straight.write(farewell);
            straight.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String sequence(Capability capability) {
        String sequence = terminal.getStringCapability(capability);
        return sequence == null ? "" : Curses.tputs(sequence);
    }

    private static void close(Terminal terminal) {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
