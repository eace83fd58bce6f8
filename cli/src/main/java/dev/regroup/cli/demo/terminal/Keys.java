package dev.regroup.cli.demo.terminal;

import java.io.IOException;
import java.util.function.Consumer;
import org.jline.utils.NonBlockingReader;

/// Reads keys, on a thread of its own, until told to stop or until there is nobody to press any.
final class Keys implements Runnable {
    private static final long LOOK_EVERY_MS = 100;
    private static final long SEQUENCE_WITHIN_MS = 20;
    private static final int ESCAPE = 27;

    private final NonBlockingReader reader;
    private final Consumer<Key> pressed;
    private volatile boolean stopped;

    Keys(NonBlockingReader reader, Consumer<Key> pressed) {
        this.reader = reader;
        this.pressed = pressed;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            while (!stopped) {
                int character = reader.read(LOOK_EVERY_MS);
                if (character == NonBlockingReader.EOF) {
                    pressed.accept(Key.QUIT);
                    return;
                }
                if (character >= 0) {
                    skipSequence(character);
                    pressed.accept(Key.of(character));
                }
            }
        } catch (IOException e) {
            // Closed, by us or because the terminal is gone.
            if (!stopped) {
                pressed.accept(Key.QUIT);
            }
        }
    }

    /// An arrow, say, is several characters, none of which is meant.
    private void skipSequence(int character) throws IOException {
        int next = character;
        if (character == ESCAPE) {
            while (next >= 0) {
                next = reader.read(SEQUENCE_WITHIN_MS);
            }
        }
    }
}
