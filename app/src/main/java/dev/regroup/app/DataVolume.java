package dev.regroup.app;

import dev.regroup.broker.api.LogDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data directory, and the volume that it is on.
record DataVolume(Path directory) implements LogDirectory {
    private static final Logger LOG = LoggerFactory.getLogger(DataVolume.class);
    private static final long UNKNOWN = -1;

    @Override
    public String path() {
        return directory.toAbsolutePath().normalize().toString();
    }

    @Override
    public long totalBytes() {
        return ask(volume -> Files.getFileStore(volume).getTotalSpace());
    }

    @Override
    public long usableBytes() {
        return ask(volume -> Files.getFileStore(volume).getUsableSpace());
    }

    private interface Question {
        long bytes(Path volume) throws IOException;
    }

    private long ask(Question question) {
        try {
            return question.bytes(directory);
        } catch (IOException e) {
            LOG.atWarn()
                    .addKeyValue("directory", directory)
                    .setCause(e)
                    .log("The volume of the data cannot be asked for its size");
            return UNKNOWN;
        }
    }
}
