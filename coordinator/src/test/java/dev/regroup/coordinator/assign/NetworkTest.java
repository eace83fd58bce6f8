package dev.regroup.coordinator.assign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class NetworkTest {
    private final Network network = new Network();
    private final int source = network.addNode();
    private final int sink = network.addNode();

    @Test
    void theCheaperWay_isFilledFirst() {
        int middle = network.addNode();
        network.addArc(source, middle, 3, 0);
        int dear = network.addArc(middle, sink, 9, 5);
        int cheap = network.addArc(middle, sink, 2, 1);

        assertEquals(3, network.send(source, sink));
        assertEquals(2, network.flow(cheap));
        assertEquals(1, network.flow(dear));
    }

    @Test
    void aWayTakenTooEarly_isTakenBack() {
        int a = network.addNode();
        int b = network.addNode();
        int x = network.addNode();
        int y = network.addNode();
        network.addArc(source, a, 1, 0);
        network.addArc(source, b, 1, 0);
        int ax = network.addArc(a, x, 1, 0);
        int ay = network.addArc(a, y, 1, 2);
        int bx = network.addArc(b, x, 1, 1);
        network.addArc(x, sink, 1, 0);
        network.addArc(y, sink, 1, 0);

        assertEquals(2, network.send(source, sink));
        assertEquals(0, network.flow(ax));
        assertEquals(1, network.flow(ay));
        assertEquals(1, network.flow(bx));
    }

    @Test
    void whatIsLeftOver_reachesNodesThatAreFull_andNoOthers() {
        int full = network.addNode();
        int roomy = network.addNode();
        network.addArc(source, full, 2, 0);
        network.addArc(source, roomy, 1, 0);
        network.addArc(full, sink, 1, 0);
        network.addArc(roomy, sink, 5, 0);

        assertEquals(2, network.send(source, sink));
        assertTrue(network.isReached(full));
        assertFalse(network.isReached(roomy));
    }

    @Test
    void aWayOfManyThousandSteps_isFound() {
        int node = source;
        for (int i = 0; i < 50_000; i++) {
            int next = network.addNode();
            network.addArc(node, next, 1, 1);
            node = next;
        }
        network.addArc(node, sink, 1, 1);

        assertEquals(1, network.send(source, sink));
    }
}
