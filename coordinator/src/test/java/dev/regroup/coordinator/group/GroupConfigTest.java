package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GroupConfigTest {
    @Test
    void smallestValues_areAccepted() {
        new GroupConfig(1, 1, 0, 1, 0, ConsumerConfig.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource({"0,1,0,1,0", "2,1,0,1,0", "1,1,-1,1,0", "1,1,0,0,0", "1,1,0,1,-1"})
    void valuesOutOfRange_areRefused(
            int sessionMinMs, int sessionMaxMs, int delayMs, int sizeMax, int metadataBytesMax) {
        assertThrows(
                IllegalArgumentException.class,
                () ->
                        new GroupConfig(
                                sessionMinMs,
                                sessionMaxMs,
                                delayMs,
                                sizeMax,
                                metadataBytesMax,
                                ConsumerConfig.DEFAULT));
    }
}
