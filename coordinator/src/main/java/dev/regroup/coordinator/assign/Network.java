package dev.regroup.coordinator.assign;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.PriorityQueue;
import java.util.Queue;

/// A network of nodes and arcs of limited capacity, through which as much as possible is sent at
/// the least cost. It sends along the cheapest paths first, all paths of one cost at a time
/// (successive shortest paths with potentials; the paths of one cost as a blocking flow): as many
/// rounds as there are different costs of a path. Equal networks, built in the same order, get
/// equal flows.
///
/// Arc `2n + 1` is the way back of arc `2n`: room on it is what may be taken back.
final class Network {
    private static final int NO_ARC = -1;
    private static final long UNREACHED = Long.MAX_VALUE;

    private int nodes;
    private int arcs;
    private int[] firstArc = new int[64];
    private int[] lastArc = new int[64];
    private int[] nextArc = new int[256];
    private int[] target = new int[256];
    private int[] room = new int[256];
    private long[] cost = new long[256];

    /// Costs are measured from these, which keeps them from falling below zero on the ways back.
    private long[] potential = {};

    private long[] distance = {};
    private int[] depth = {};
    private int[] currentArc = {};

    private record Reached(int node, long distance) implements Comparable<Reached> {
        @Override
        public int compareTo(Reached other) {
            return Long.compare(distance, other.distance);
        }
    }

    int addNode() {
        if (nodes == firstArc.length) {
            firstArc = Arrays.copyOf(firstArc, 2 * nodes);
            lastArc = Arrays.copyOf(lastArc, 2 * nodes);
        }
        firstArc[nodes] = NO_ARC;
        return nodes++;
    }

    /// An arc of a cost of at least zero; what flows on it later is asked for by the number
    /// returned.
    int addArc(int from, int to, int capacity, long costEach) {
        int arc = addHalf(from, to, capacity, costEach);
        addHalf(to, from, 0, -costEach);
        return arc;
    }

    private int addHalf(int from, int to, int capacity, long costEach) {
        if (arcs == target.length) {
            nextArc = Arrays.copyOf(nextArc, 2 * arcs);
            target = Arrays.copyOf(target, 2 * arcs);
            room = Arrays.copyOf(room, 2 * arcs);
            cost = Arrays.copyOf(cost, 2 * arcs);
        }
        nextArc[arcs] = NO_ARC;
        target[arcs] = to;
        room[arcs] = capacity;
        cost[arcs] = costEach;
        if (firstArc[from] == NO_ARC) {
            firstArc[from] = arcs;
        } else {
            nextArc[lastArc[from]] = arcs;
        }
        lastArc[from] = arcs;
        return arcs++;
    }

    /// Sends as much as possible, to be called once; answers how much that was.
    int send(int source, int sink) {
        potential = new long[nodes];
        distance = new long[nodes];
        depth = new int[nodes];
        int sent = 0;
        while (measure(source, sink)) {
            while (findDepths(source, sink)) {
                sent += sendAlongCheapest(source, sink);
            }
        }
        return sent;
    }

    int flow(int arc) {
        return room[arc ^ 1];
    }

    /// After sending: whether more could come from the source to this node, if not to the sink.
    boolean isReached(int node) {
        return distance[node] != UNREACHED;
    }

    /// Finds the least costs from the source (Dijkstra) and moves the potentials by them; false if
    /// there is no way to the sink any more.
    private boolean measure(int source, int sink) {
        Arrays.fill(distance, UNREACHED);
        distance[source] = 0;
        PriorityQueue<Reached> queue = new PriorityQueue<>();
        queue.add(new Reached(source, 0));
        while (!queue.isEmpty() && queue.element().distance < distance[sink]) {
            Reached reached = queue.remove();
            if (reached.distance == distance[reached.node]) {
                measureFrom(reached.node, queue);
            }
        }
        if (distance[sink] == UNREACHED) {
            return false;
        }
        for (int node = 0; node < nodes; node++) {
            potential[node] += Math.min(distance[node], distance[sink]);
        }
        return true;
    }

    private void measureFrom(int node, Queue<Reached> queue) {
        for (int arc = firstArc[node]; arc != NO_ARC; arc = nextArc[arc]) {
            int to = target[arc];
            if (room[arc] > 0) {
                long through = distance[node] + costAbovePotentials(node, arc);
                if (through < distance[to]) {
                    distance[to] = through;
                    queue.add(new Reached(to, through));
                }
            }
        }
    }

    /// Numbers the nodes by their steps from the source along arcs that are on a cheapest path, and
    /// says whether the sink is among them.
    private boolean findDepths(int source, int sink) {
        Arrays.fill(depth, -1);
        depth[source] = 0;
        Queue<Integer> queue = new ArrayDeque<>();
        queue.add(source);
        while (!queue.isEmpty() && depth[sink] < 0) {
            int node = queue.remove();
            for (int arc = firstArc[node]; arc != NO_ARC; arc = nextArc[arc]) {
                int to = target[arc];
                if (depth[to] < 0 && room[arc] > 0 && costAbovePotentials(node, arc) == 0) {
                    depth[to] = depth[node] + 1;
                    queue.add(to);
                }
            }
        }
        return depth[sink] >= 0;
    }

    /// Sends along cheapest paths of the fewest steps until none is left. A dead end is not entered
    /// twice, since each node remembers how far its arcs have been tried. A path may be as long as
    /// there are nodes, hence no recursion.
    private int sendAlongCheapest(int source, int sink) {
        currentArc = Arrays.copyOf(firstArc, nodes);
        int[] path = new int[nodes];
        int length = 0;
        int sent = 0;
        int node = source;
        while (true) {
            if (node == sink) {
                sent += sendAlong(path, length);
                length = firstFull(path);
                node = target[path[length] ^ 1];
            } else if (advance(node)) {
                path[length++] = currentArc[node];
                node = target[currentArc[node]];
            } else if (node == source) {
                return sent;
            } else {
                node = target[path[--length] ^ 1];
                currentArc[node] = nextArc[currentArc[node]];
            }
        }
    }

    /// Moves on to the node's next arc that leads one step further on a cheapest path.
    private boolean advance(int node) {
        int arc = currentArc[node];
        while (arc != NO_ARC
                && (room[arc] == 0
                        || depth[target[arc]] != depth[node] + 1
                        || costAbovePotentials(node, arc) != 0)) {
            arc = nextArc[arc];
        }
        currentArc[node] = arc;
        return arc != NO_ARC;
    }

    private int sendAlong(int[] path, int length) {
        int amount = Integer.MAX_VALUE;
        for (int i = 0; i < length; i++) {
            amount = Math.min(amount, room[path[i]]);
        }
        for (int i = 0; i < length; i++) {
            room[path[i]] -= amount;
            room[path[i] ^ 1] += amount;
        }
        return amount;
    }

    /// The place of the first arc without room, of a path just sent along.
    private int firstFull(int[] path) {
        int place = 0;
        while (room[path[place]] > 0) {
            place++;
        }
        return place;
    }

    private long costAbovePotentials(int from, int arc) {
        return cost[arc] + potential[from] - potential[target[arc]];
    }
}
