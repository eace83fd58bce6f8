package dev.regroup.broker.api;

/// Where the node keeps its data, as DescribeLogDirs shows it. May block.
public interface LogDirectory {
    String path();

    /// Of the volume; -1 if that cannot be told.
    long totalBytes();

    /// Of the volume, free for the data; -1 if that cannot be told.
    long usableBytes();
}
