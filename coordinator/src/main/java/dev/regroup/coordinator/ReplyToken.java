package dev.regroup.coordinator;

/// Names whoever waits for a reply. The core carries it and never looks inside; the edge implements
/// it. Every token that comes in with a command leaves with exactly one reply.
public interface ReplyToken {}
