package dev.regroup.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/// What `--version` prints.
final class Version implements IVersionProvider {
    /// The version in the jar's manifest; `development` outside a jar.
    static String number() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("development");
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "Regroup " + number(), "Java " + Runtime.version(), "speaks the protocol of Kafka 4.4"
        };
    }
}
