package dev.regroup.bench.machine;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;

/// What others used of the machine's processors during a run: all that was used or stolen
/// (`/proc/stat`), less what this process and its children did.
public final class OtherLoad {
    private static final int TICKS_PER_S = 100;
    private static final int IDLE = 3;
    private static final int IO_WAIT = 4;
    private static final int FIELDS = 8;

    private final long usedTicks;
    private final double ownS;
    private final long startNs = System.nanoTime();

    private OtherLoad(long usedTicks, double ownS) {
        this.usedTicks = usedTicks;
        this.ownS = ownS;
    }

    public static OtherLoad begin() throws IOException {
        return new OtherLoad(usedTicks(Files.readString(Path.of("/proc/stat"))), ownS());
    }

    /// Share of all cores, 0 to 1.
    public double share() throws IOException {
        long nowTicks = usedTicks(Files.readString(Path.of("/proc/stat")));
        double allS = (double) (nowTicks - usedTicks) / TICKS_PER_S;
        double elapsedS = (System.nanoTime() - startNs) / 1e9;
        double othersS = Math.max(0, allS - (ownS() - ownS));
        return othersS / elapsedS / Runtime.getRuntime().availableProcessors();
    }

    /// The first field of `/proc/loadavg`: processes that ran or wanted to, over the last minute.
    public static double loadAverage() throws IOException {
        String line = Files.readString(Path.of("/proc/loadavg"));
        return Double.parseDouble(line.substring(0, line.indexOf(' ')));
    }

    static long usedTicks(String stat) {
        long[] ticks =
                Arrays.stream(stat.lines().findFirst().orElseThrow().split("\\s+", -1))
                        .skip(1)
                        .limit(FIELDS)
                        .mapToLong(Long::parseLong)
                        .toArray();
        return Arrays.stream(ticks).sum() - ticks[IDLE] - ticks[IO_WAIT];
    }

    /// This process, its living children, and those that have ended and were waited for.
    private static double ownS() throws IOException {
        double living =
                ProcessHandle.current()
                        .descendants()
                        .mapToDouble(child ->
                                seconds(child.info().totalCpuDuration().orElse(Duration.ZERO)))
                        .sum();
        double self =
                seconds(ProcessHandle.current().info().totalCpuDuration().orElse(Duration.ZERO));
        return endedChildrenS(Files.readString(Path.of("/proc/self/stat"))) + living + self;
    }

    /// Fields `cutime` and `cstime` of `/proc/PID/stat`.
    static double endedChildrenS(String stat) {
        // The second field is the program's name, in which anything may be.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[13]) + Long.parseLong(fields[14])) / (double) TICKS_PER_S;
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }
}
