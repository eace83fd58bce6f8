package dev.regroup.app;

import dev.regroup.broker.Broker;
import dev.regroup.storage.local.directory.Identity;
import java.util.concurrent.CountDownLatch;
import org.slf4j.LoggerFactory;

/// Initialises classes that a start needs a little later, on a core that would be idle while the
/// configuration is read and the disk is waited for. Whoever needs one of them sooner waits for it
/// as usual; only the log must be waited for expressly (decision 0007).
final class HeadStart {
    private final CountDownLatch logReady = new CountDownLatch(1);

    private HeadStart() {}

    /// To be called once the level of the log is known.
    static HeadStart begin() {
        HeadStart headStart = new HeadStart();
        Thread.ofPlatform().daemon().name("regroup-head-start").start(headStart::run);
        return headStart;
    }

    /// Returns when something can be logged: SLF4J loses what is logged while another thread makes
    /// the first logger.
    void awaitLog() throws InterruptedException {
        logReady.await();
    }

    private sealed interface Sample {
        record This(int value) implements Sample {}

        record That(int value) implements Sample {}
    }

    private void run() {
        try {
            LoggerFactory.getLogger(HeadStart.class).atDebug().log("Log ready");
        } finally {
            logReady.countDown();
        }
        Broker.prepare();
        // The first switch over patterns makes the JDK's machinery for all others.
        Sample sample = new Sample.This(0);
        int value =
                switch (sample) {
                    case Sample.This(int one) -> one;
                    case Sample.That(int other) -> other;
                };
        assert value == 0;
        Identity.newClusterId();
    }
}
