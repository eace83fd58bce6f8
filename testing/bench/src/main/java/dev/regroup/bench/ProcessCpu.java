package dev.regroup.bench;

import java.time.Duration;

/// Processor time that another process has used, by the system's own account.
record ProcessCpu(long pid) {
    Duration used() {
        return ProcessHandle.of(pid)
                .flatMap(process -> process.info().totalCpuDuration())
                .orElseThrow(
                        () -> new IllegalStateException("no processor time of process " + pid));
    }
}
