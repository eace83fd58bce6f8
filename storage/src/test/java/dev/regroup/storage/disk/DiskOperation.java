package dev.regroup.storage.disk;

/// One change asked of a [FaultDisk].
///
/// @param number counts the operations of one disk, from 1
/// @param name the file or folder
public record DiskOperation(long number, Kind kind, String name) {
    public enum Kind {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        DELETE,
        FORCE_DIRECTORY
    }
}
