package dev.regroup.cli.demo.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CountsTest {
    @Test
    void countsAgree_ifAllThreeAreEqual_andNoMoreCameAgainThanCould() {
        assertEquals(List.of(), new Counts(3, 3, 3, 0, 0).disagreements());
        assertEquals(List.of(), new Counts(3, 3, 3, 2, 2).disagreements());
    }

    @Test
    void eachDisagreement_isNamed() {
        assertEquals(
                List.of("3 lines were fed, but the topic holds 4"),
                new Counts(3, 4, 4, 0, 0).disagreements());
        assertEquals(
                List.of("the topic holds 3 records, but 2 were processed"),
                new Counts(3, 3, 2, 0, 0).disagreements());
        assertEquals(
                List.of("3 records came again, but only 2 were uncommitted"),
                new Counts(3, 3, 3, 3, 2).disagreements());
        assertEquals(
                List.of("2 records were uncommitted, but none came again"),
                new Counts(3, 3, 3, 0, 2).disagreements());
    }
}
