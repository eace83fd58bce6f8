package dev.regroup.cli.demo.view;

import java.util.Locale;

/// Amounts as people read them.
final class Amounts {
    private static final long MINUTE_MS = 60_000;

    private Amounts() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /// In four characters at most: 9999, 12k, 3M.
    static String brief(long count) {
        if (count < 10_000) {
            return Long.toString(count);
        }
        return count < 1_000_000 ? count / 1_000 + "k" : count / 1_000_000 + "M";
    }

    static String seconds(long ms) {
        return String.format(Locale.ROOT, "%.2f s", ms / 1000.0);
    }

    /// In four characters at most: 0.3s, 12s, 3m.
    static String briefSeconds(long ms) {
        if (ms < 10_000) {
            return String.format(Locale.ROOT, "%.1fs", ms / 1000.0);
        }
        return ms < 10 * MINUTE_MS ? ms / 1000 + "s" : ms / MINUTE_MS + "m";
    }

    static String clock(long ms) {
        return String.format(Locale.ROOT, "%d:%02d", ms / MINUTE_MS, ms % MINUTE_MS / 1000);
    }
}
