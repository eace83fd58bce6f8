package dev.regroup.bench.contender;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/// A broker that can be started as often as one likes.
public interface Contender {
    /// `regroup` or `kafka`.
    String name();

    /// What it has by default.
    Durability ownDurability();

    /// Makes a data directory ready, as far as that is not part of a start.
    ///
    /// @param settings as in `server.properties`, the same names for both
    Prepared prepare(Path folder, Durability durability, Map<String, String> settings)
            throws IOException, InterruptedException;

    /// When a write is acknowledged.
    enum Durability {
        /// When it is on disk.
        FSYNC,
        /// When the operating system has it.
        PAGE_CACHE;

        @Override
        public String toString() {
            return this == FSYNC ? "fsync" : "no fsync";
        }
    }

    /// A start that may be made, more than once.
    interface Prepared {
        /// Starts the process; returns at once.
        BrokerProcess start() throws IOException;
    }
}
