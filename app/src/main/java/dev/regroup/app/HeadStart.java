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

    private sealed interface Sample {
        record This(int value) implements Sample {}

        record That(int value) implements Sample {}
    }

    private static void run() {
        // The first switch over patterns makes the JDK's machinery for all others.
        Sample sample = new Sample.This(0);
        int value =
                switch (sample) {
                    case Sample.This(int one) -> one;
                    case Sample.That(int other) -> other;
                };
        assert value == 0;
        ILoggerFactory loggers = LoggerFactory.getILoggerFactory();
        loggers.getLogger(Broker.class.getName());
        Broker.prepare();
        Identity.newClusterId();
    }
}
