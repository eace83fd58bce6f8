package dev.regroup.coordinator;

import java.util.Arrays;
import java.util.HexFormat;

/// An immutable byte string, compared by content: subscriptions, assignments.
public final class Bytes {
    public static final Bytes EMPTY = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes copyOf(byte[] content) {
        return content.length == 0 ? EMPTY : new Bytes(content.clone());
    }

    public byte[] toArray() {
        return content.clone();
    }

    public int length() {
        return content.length;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        int shown = Math.min(content.length, 16);
        return "%d:%s%s"
                .formatted(
                        content.length,
                        HexFormat.of().formatHex(content, 0, shown),
                        shown < content.length ? "..." : "");
    }
}
