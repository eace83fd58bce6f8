package dev.regroup.broker.assignment;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class FailuresTest {
    private final Failures failures = new Failures();

    @Test
    void aFailure_isNewOnceForAGroupAndEpoch() {
        assertTrue(failures.isNew("g", 5));
        assertFalse(failures.isNew("g", 5));
        assertTrue(failures.isNew("g", 6));
        assertTrue(failures.isNew("h", 6));
    }

    @Test
    void afterASuccess_itIsNewAgain() {
        failures.isNew("g", 5);

        failures.end("g");

        assertTrue(failures.isNew("g", 5));
    }

    @Test
    void ofTooManyGroups_theFirstAreForgotten() {
        failures.isNew("g", 5);
        for (int i = 0; i < 1_000; i++) {
            failures.isNew("other-" + i, 5);
        }

        assertTrue(failures.isNew("g", 5));
        assertFalse(failures.isNew("other-999", 5));
    }
}
