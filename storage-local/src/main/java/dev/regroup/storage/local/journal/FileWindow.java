package dev.regroup.storage.local.journal;

import java.nio.ByteBuffer;

/// Reads a journal file mostly forwards, through a window of memory that moves along. The slices it
/// gives are valid until the next call. For one thread.
final class FileWindow {
    private final JournalFile file;
    private ByteBuffer window;
    private long windowStart;

    private FileWindow(JournalFile file, ByteBuffer window) {
        this.file = file;
        this.window = window;
    }

    /// @param windowBytes how much to read at a time, unless the file is smaller
    static FileWindow buffered(JournalFile file, int windowBytes) {
        int capacity = (int) Math.min(windowBytes, file.sizeBytes());
        return new FileWindow(file, ByteBuffer.allocate(capacity).limit(0));
    }

    /// A window as large as the file if the disk can map it, else one of `windowBytes`.
    static FileWindow mapped(JournalFile file, int windowBytes) {
        return file.file()
                .map(file.sizeBytes())
                .map(window -> new FileWindow(file, window))
                .orElseGet(() -> buffered(file, windowBytes));
    }

    /// Bytes `[position, position + length)`, or fewer at the file's end.
    ByteBuffer at(long position, int length) {
        long end = Math.min(position + length, file.sizeBytes());
        if (position < windowStart || end > windowStart + window.limit()) {
            refill(position, length);
        }
        int start = (int) (position - windowStart);
        return window.slice(start, Math.max(0, Math.min(length, window.limit() - start)));
    }

    private void refill(long position, int length) {
        if (length > window.capacity()) {
            window = ByteBuffer.allocate(length);
        }
        window.clear();
        file.read(window, position);
        window.flip();
        windowStart = position;
    }
}
