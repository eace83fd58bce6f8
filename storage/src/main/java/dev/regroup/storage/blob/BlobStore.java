package dev.regroup.storage.blob;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Objects under keys. An object is written once, whole and durably, or not at all; it is never
/// changed, only deleted. All methods block: call them from background threads.
///
/// Keys are 1 to 255 characters of `a-z 0-9 . _ - /`, without empty, `.` or `..` segments.
public interface BlobStore {
    int KEY_CHARACTERS_MAX = 255;

    /// Writes the object and returns true, or returns false and writes nothing if the key exists.
    /// When it returns, the object under the key is durable, whoever has put it.
    boolean putIfAbsent(String key, ByteBuffer content);

    /// Bytes `[position, position + lengthBytes)` of the object, cut at its end; empty if there is
    /// no such object.
    Optional<ByteBuffer> get(String key, long position, int lengthBytes);

    /// The object's length in bytes; empty if there is no such object.
    Optional<Long> lengthBytes(String key);

    /// Removes the object if it exists.
    void delete(String key);

    /// Keys that begin with `prefix`, in ascending order.
    List<String> list(String prefix);

    /// Returns the key if it is one, else throws [IllegalArgumentException].
    static String checkKey(String key) {
        if (key.isEmpty() || key.length() > KEY_CHARACTERS_MAX) {
            throw new IllegalArgumentException(
                    "key of %d characters, expected 1 to %d"
                            .formatted(key.length(), KEY_CHARACTERS_MAX));
        }
        for (String segment : key.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new IllegalArgumentException(
                        "key '%s' has the segment '%s'".formatted(key, segment));
            }
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            boolean letter = c >= 'a' && c <= 'z';
            boolean digit = c >= '0' && c <= '9';
            if (!letter && !digit && "._-/".indexOf(c) < 0) {
                throw new IllegalArgumentException(
                        "key '%s' has the character '%s'; allowed: a-z 0-9 . _ - /"
                                .formatted(key, c));
            }
        }
        return key;
    }

    /// Throws [IllegalArgumentException] if a range starts or ends before zero.
    static void checkRange(long position, int lengthBytes) {
        if (position < 0 || lengthBytes < 0) {
            throw new IllegalArgumentException(
                    "position %d, length %d: expected neither below 0"
                            .formatted(position, lengthBytes));
        }
    }
}
