package dev.regroup.storage.blob;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/// Objects under keys. An object is written once, whole and durably, or not at all; it is never
/// changed, only deleted. All methods block: call them from background threads.
///
/// Keys are 1 to 255 characters of `a-z 0-9 . _ - /`, without empty, `.` or `..` segments.
public interface BlobStore {
    /// Writes the object and returns true, or returns false and writes nothing if the key exists.
    /// When it returns true the object is durable.
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
}
