package dev.regroup.coordinator.group;

import static dev.regroup.coordinator.group.ConsumerScenario.consumers;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

/// Assignors that are gone, or do not manage.
class AssignorTest {
    @Test
    void aFailure_isToldOnceForAnEpoch_howeverOftenTheAssignorIsAsked() {
        ConsumerScenario g = consumers().stable("a").join("b", "t").after(50);

        g.failToAssign("out of luck").expectCause("no new assignment: out of luck");
        for (int i = 0; i < 3; i++) {
            g.after(1_000).failToAssign("out of luck").expectNothingTold();
        }

        g.join("c", "t").after(50);
        g.failToAssign("out of luck").expectCause("no new assignment: out of luck");
        g.expectShares("a", 6);
    }

    @Test
    void aWishForAnAssignorThatIsNotOffered_doesNotCount() {
        ConsumerConfig base = ConsumerConfig.DEFAULT;
        ConsumerConfig without =
                new ConsumerConfig(
                        base.sessionTimeoutMs(),
                        base.sizeMax(),
                        List.of("range", "uniform"),
                        base.migration(),
                        base.quietMs(),
                        base.quietMaxMs());
        ConsumerScenario g = consumers(without).topic("t", 6);

        g.joinWishing("a", "gone", "t").joinWishing("b", "gone", "t").after(50);
        assertEquals("range", g.nextAssignor());

        g.joinWishing("c", "uniform", "t").after(50).assign();
        assertEquals("uniform", g.nextAssignor());
    }
}
