package dev.regroup.app;

import dev.regroup.broker.Broker;
import dev.regroup.storage.local.directory.Identity;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/// Initialises classes that a start needs a little later, on a core that would be idle while the
/// configuration is read and the disk is waited for. Whoever needs one of them sooner waits for it
/// as usual, so that nothing depends on this (decision 0007).
final class HeadStart {
    private HeadStart() {}

    /// To be called once the level of the log is known.
    static void begin() {
        Thread.ofPlatform().daemon().name("regroup-head-start").start(HeadStart::run);
    }

    private static void run() {
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        loggers.getLogger(Broker.class.getName());
        Broker.prepare();
        Identity.newClusterId();
    }
}
