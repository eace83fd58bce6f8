package dev.regroup.bench;

import dev.regroup.bench.contender.Contender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/// Something that is measured on each broker by the same code.
public interface Scenario {
    /// As on the command line.
    String name();

    /// What is measured and how long one round of one broker takes, for `--help`.
    String about();

    /// Measures one round.
    ///
    /// @throws IOException if the broker does not do what it should: then there is no figure
    List<Outcome> measure(Trial trial) throws IOException, InterruptedException;

    /// One round of one broker.
    ///
    /// @param folder an empty one, for data; deleted afterwards
    /// @param only found in the names of the series that are asked for
    record Trial(Contender contender, Path folder, Scale scale, Pattern only) {
        /// All series.
        public Trial(Contender contender, Path folder, Scale scale) {
            this(contender, folder, scale, Pattern.compile(""));
        }

        public boolean isFull() {
            return scale == Scale.FULL;
        }

        /// Whether somebody wants to know. Figures of other series are dropped, so that a scenario
        /// need not ask, but saves time if it does.
        public boolean wants(String series) {
            return only.matcher(series).find();
        }
    }

    /// How much of it.
    enum Scale {
        FULL,
        /// To see that it works; not to be published.
        QUICK
    }
}
