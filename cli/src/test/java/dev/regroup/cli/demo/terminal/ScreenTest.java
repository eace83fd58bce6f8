package dev.regroup.cli.demo.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.impl.ExternalTerminal;
import org.jline.utils.AttributedString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ScreenTest {
    private final PipedOutputStream typed = new PipedOutputStream();
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final BlockingQueue<Key> pressed = new LinkedBlockingQueue<>();
    private ExternalTerminal terminal;

    @BeforeEach
    void open() throws IOException {
        terminal =
                new ExternalTerminal(
                        "test", "xterm", new PipedInputStream(typed), seen, StandardCharsets.UTF_8);
        terminal.setSize(Size.of(20, 3));
    }

    @AfterEach
    void close() throws IOException {
        terminal.close();
    }

    @Test
    void keys_becomeWhatTheyAskFor_andSequencesOneKeyThatMeansNothing() throws Exception {
        try (Screen screen = Screen.on(terminal, seen, pressed::add)) {
            for (String keys : List.of("a", "s", "k", "p", "x", "\033[A", "\003")) {
                typed.write(keys.getBytes(StandardCharsets.US_ASCII));
                typed.flush();
                pressedNext(keys);
            }
            assertEquals(Size.of(20, 3), screen.size());
        }
    }

    private void pressedNext(String keys) throws InterruptedException {
        Key expected = keys.length() > 1 ? Key.OTHER : Key.of(keys.charAt(0));
        assertEquals(expected, pressed.poll(10, TimeUnit.SECONDS), () -> "after " + keys);
    }

    @Test
    void whereNobodyCanPressKeysAnyMore_isQuit() throws Exception {
        try (Screen screen = Screen.on(terminal, seen, pressed::add)) {
            typed.close();

            assertEquals(Key.QUIT, pressed.poll(10, TimeUnit.SECONDS));
            assertTrue(screen.size().getRows() > 0);
        }
    }

    @Test
    void theTerminal_isGivenBackAsItWas_once() {
        var before = terminal.getAttributes().getLocalFlags();
        PrintStream err = System.err;

        Screen screen = Screen.on(terminal, seen, pressed::add);
        assertNotEquals(before, terminal.getAttributes().getLocalFlags());
        assertEquals(false, terminal.getAttributes().getLocalFlag(LocalFlag.ISIG));
        screen.draw(List.of(new AttributedString("hello")), screen.size());
        screen.close();
        screen.close();

        assertSame(err, System.err);
        String all = seen.toString(StandardCharsets.UTF_8);
        assertTrue(all.contains("hello"), all);
        List<String> ends = new ArrayList<>(List.of("\033[?1049h", "\033[?1049l"));
        assertTrue(all.indexOf(ends.get(0)) < all.indexOf("hello"), all);
        assertTrue(all.indexOf(ends.get(1)) > all.indexOf("hello"), all);
    }

    @Test
    void aTerminalThatSomebodyElseHasClosed_isLeftAllTheSame() throws IOException {
        Screen screen = Screen.on(terminal, seen, pressed::add);
        terminal.close();

        screen.close();

        assertTrue(seen.toString(StandardCharsets.UTF_8).contains("\033[?1049l"));
    }

    @Test
    void aWindowOfAnotherSize_isDrawnAnew() {
        try (Screen screen = Screen.on(terminal, seen, pressed::add)) {
            screen.draw(List.of(new AttributedString("hello")), screen.size());
            terminal.setSize(Size.of(30, 5));
            seen.reset();

            screen.draw(List.of(new AttributedString("hello")), screen.size());

            assertTrue(seen.toString(StandardCharsets.UTF_8).contains("hello"));
        }
    }
}
