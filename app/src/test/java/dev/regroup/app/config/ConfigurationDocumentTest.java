package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");

    @Test
    void theDocument_saysWhatTheCodeSays() throws IOException {
        if (Boolean.getBoolean("configuration.rewrite")) {
            Files.writeString(DOCUMENT, ConfigurationDocument.text());
        }
        assertEquals(ConfigurationDocument.text(), Files.readString(DOCUMENT));
    }
}
