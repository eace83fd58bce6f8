package dev.regroup.bench.groups;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals(2);

    @Test
    void everyPartition_hasToBringARecordSentAfterwards() {
        arrivals.arrived(0, 100, 110);
        arrivals.arrived(1, 99, 120);
        assertFalse(arrivals.areAllSentSince(99));

        arrivals.arrived(1, 130, 131);

        assertTrue(arrivals.areAllSentSince(99));
    }

    @Test
    void aRecordThatComesAgain_doesNotMakeItOlder() {
        arrivals.arrived(0, 100, 110);
        arrivals.arrived(1, 100, 110);

        arrivals.arrived(1, 50, 120);

        assertTrue(arrivals.areAllSentSince(99));
    }

    @Test
    void aPause_isThatOfOnePartition_andCountsWholeIfItHadBegunBefore() {
        arrivals.arrived(0, 0, 100);
        arrivals.arrived(1, 0, 150);
        arrivals.beginPauses();

        arrivals.arrived(1, 0, 190);
        arrivals.arrived(0, 0, 180);

        assertEquals(80, arrivals.longestPauseNs());
    }

    @Test
    void earlierPauses_areForgotten() {
        arrivals.arrived(0, 0, 100);
        arrivals.arrived(0, 0, 900);

        arrivals.beginPauses();
        arrivals.arrived(0, 0, 910);

        assertEquals(10, arrivals.longestPauseNs());
    }
}
