package dev.regroup.coordinator.group;

import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GroupConfigTest {
    @Test
    void smallestValues_areAccepted() {
        new GroupConfig(1, 1, 0, 1, 0, ConsumerConfig.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, Departures.HEARTBEAT_HOLD_MS_MAX + 1})
    void holdsOutOfRange_areRefused(int heartbeatHoldMs) {
        assertThrows(
                IllegalArgumentException.class, () -> new Departures(true, true, heartbeatHoldMs));
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
