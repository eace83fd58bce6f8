package dev.regroup.app.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "configuration.md");
    private static final Path FILE =
            Path.of("..", "packaging", "src", "dist", "conf", "server.properties");

    @Test
    void theDocument_saysWhatTheCodeSays() throws IOException {
        agrees(DOCUMENT, ConfigurationDocument.text());
    }

    @Test
    void theFileOfThePackages_saysWhatTheCodeSays() throws IOException {
        agrees(FILE, ConfigurationFile.text());
    }

    @Test
    void theFileOfThePackages_canBeReadAndHoldsTheDefaults(@TempDir Path folder)
            throws IOException {
        Path all = folder.resolve("server.properties");
        Files.writeString(
                all,
                ConfigurationFile.text()
                        .lines()
                        .map(line ->
                                line.startsWith("#") && !line.startsWith("# ")
                                        ? line.substring(1)
                                        : line)
                        .collect(Collectors.joining("\n")));

        Map<String, String> pairs = Config.read(all);

        assertEquals(Keys.ALL.size(), pairs.size());
        Keys.ALL.forEach(key -> assertEquals(key.byDefault(), pairs.get(key.name())));
        Config.of(
                pairs, new Config.Overrides(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    private static void agrees(Path file, String text) throws IOException {
        if (Boolean.getBoolean("configuration.rewrite")) {
            Files.writeString(file, text);
        }
        assertEquals(text, Files.readString(file));
    }
}
