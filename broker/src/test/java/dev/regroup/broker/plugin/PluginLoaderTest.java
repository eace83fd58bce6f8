package dev.regroup.broker.plugin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import org.junit.jupiter.api.Test;

class PluginLoaderTest {
    private final PluginLoader loader =
            new PluginLoader(PluginLoaderTest.class.getClassLoader(), Map.of());

    @Test
    void aClass_isKnownByTheNameThatItGivesItself() {
        assertEquals("first", loader.assignor(OwnAssignors.ToTheFirst.class.getName()).name());
    }

    @Test
    void aPluginThatWantsSettings_getsTheBrokers() {
        PluginLoader told =
                new PluginLoader(
                        PluginLoaderTest.class.getClassLoader(),
                        Map.of("own.assignor.name", "renamed"));

        assertEquals("renamed", told.assignor(OwnAssignors.ToTheFirst.class.getName()).name());
    }

    @Test
    void whatCannotBeUsed_isRefusedWithTheReason() {
        assertEquals("there is no class no.such.Thing", refusal("no.such.Thing"));
        assertEquals(
                "class java.lang.String is no org.apache.kafka.coordinator.group.api.assignor.ConsumerGroupPartitionAssignor",
                refusal("java.lang.String"));
        assertEquals(
                "class %s has no name".formatted(OwnAssignors.Nameless.class.getName()),
                refusal(OwnAssignors.Nameless.class.getName()));
        assertEquals(
                "class %s cannot be used: java.lang.UnsupportedOperationException: not today"
                        .formatted(OwnAssignors.Unmakeable.class.getName()),
                refusal(OwnAssignors.Unmakeable.class.getName()));
        assertTrue(
                refusal(OwnAssignors.Shy.class.getName())
                        .contains("java.lang.NoSuchMethodException"));
    }

    private String refusal(String className) {
        return String.valueOf(
                assertThrows(PluginException.class, () -> loader.assignor(className)).getMessage());
    }
}
