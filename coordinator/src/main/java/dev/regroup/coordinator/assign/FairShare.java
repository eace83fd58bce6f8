package dev.regroup.coordinator.assign;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;

/// Shares items out among takers, each of whom gets `quota` or one more. Among all ways to do so it
/// finds one with the most gain, and among these one in which the most items stay with who held
/// them before. Both are exact: the result is the cheapest flow through this network, where an item
/// beyond the quota costs more than any loss of gain, and that more than any number of moves:
///
/// ```text
///                ┌──────────────── held before ────────────────┐
///                │                                             ▼     quota
///   source ──▶ kind ──▶ circle ──────────────▶ place ──▶     taker ════════▶ sink
///                │                               ▲                  one more
///                └──── where there is a gain ────┘
/// ```
///
/// Of equal ways it takes one in which takers keep a selection spread over all they held, and the
/// rest is dealt out in turn, so that neighbouring items come to different takers.
final class FairShare {
    private static final long MOVE_COST = 1;

    private final List<Place> takers;
    private final int quota;
    private final int[] takerNodes;

    /// Of each taker: the arc of what it is given, other than what it keeps.
    private final int[] deliveryArcs;

    private final Map<Place, Stop> places = new LinkedHashMap<>();
    private final Map<Integer, Stop> circles = new LinkedHashMap<>();
    private final Map<Kind, Stock> stocks = new LinkedHashMap<>();
    private final Network network = new Network();
    private final int source = network.addNode();
    private final int sink = network.addNode();
    private int items;

    /// Where a taker is: in one of the circles, and in a rack or in none (-1). Takers of one circle
    /// may have the same kinds of items; to those in the same place they are worth the same.
    record Place(int circle, int rack) {}

    /// Who may have an item, and what is gained if a taker in that rack has it.
    record Kind(List<Integer> circles, Map<Integer, Integer> gainByRack) {
        int gain(int rack) {
            return gainByRack.getOrDefault(rack, 0);
        }

        int gainMax() {
            return gainByRack.values().stream().max(Integer::compare).orElse(0);
        }
    }

    /// The items of one kind, and those of them that somebody held.
    private static final class Stock {
        final List<Integer> items = new ArrayList<>();
        final Map<Integer, List<Integer>> heldBy = new LinkedHashMap<>();
        final List<Way> ways = new ArrayList<>();
        final List<Stay> stays = new ArrayList<>();
    }

    /// An arc from a kind to a circle or place.
    private record Way(int arc, Stop stop) {}

    /// The arc from a kind to a taker that has held some of it.
    private record Stay(int arc, int taker, List<Integer> held) {}

    /// A circle or place on the way of items to takers.
    private static final class Stop {
        final int node;
        final List<Integer> takers = new ArrayList<>();
        final List<Integer> items = new ArrayList<>();

        Stop(int node) {
            this.node = node;
        }
    }

    /// The takers, by their places, must be able to take all items in this way.
    FairShare(List<Place> takers, int quota) {
        this.takers = takers;
        this.quota = quota;
        this.takerNodes = new int[takers.size()];
        this.deliveryArcs = new int[takers.size()];
        for (int taker = 0; taker < takers.size(); taker++) {
            Place place = takers.get(taker);
            takerNodes[taker] = network.addNode();
            stop(circles, place.circle).takers.add(taker);
            stop(places, place).takers.add(taker);
        }
    }

    private <K> Stop stop(Map<K, Stop> stops, K key) {
        return stops.computeIfAbsent(key, _ -> new Stop(network.addNode()));
    }

    /// Adds an item, the next in order, which this taker held, or nobody if less than 0. The kind
    /// must allow the holder to have it again.
    void add(Kind kind, int holder) {
        Stock stock = stocks.computeIfAbsent(kind, _ -> new Stock());
        stock.items.add(items);
        if (holder >= 0) {
            stock.heldBy.computeIfAbsent(holder, _ -> new ArrayList<>()).add(items);
        }
        items++;
    }

    /// The taker of each item, in the order in which they were added. To be called once.
    int[] share() {
        int gainMax = stocks.keySet().stream().mapToInt(Kind::gainMax).max().orElse(0);
        long lossCost = items + 1L;
        stocks.forEach((kind, stock) -> connect(kind, stock, gainMax, lossCost));
        connectTakers(Math.multiplyExact(items + 1L, gainMax * lossCost + 1));
        if (network.send(source, sink) != items) {
            throw new IllegalStateException(
                    "%d takers of %d or one more cannot take %d items"
                            .formatted(takers.size(), quota, items));
        }
        int[] takerOf = new int[items];
        stocks.values().forEach(stock -> takeFrom(stock, takerOf));
        int[] owed = new int[takers.size()];
        Arrays.setAll(owed, taker -> network.flow(deliveryArcs[taker]));
        places.values().forEach(place -> deal(place, owed, takerOf));
        circles.values().forEach(circle -> deal(circle, owed, takerOf));
        return takerOf;
    }

    private void connect(Kind kind, Stock stock, int gainMax, long lossCost) {
        int node = network.addNode();
        int count = stock.items.size();
        network.addArc(source, node, count, 0);
        stock.heldBy.forEach((taker, held) -> {
            int gain = kind.gain(takers.get(taker).rack);
            long cost = (gainMax - gain) * lossCost;
            int arc = network.addArc(node, takerNodes[taker], held.size(), cost);
            stock.stays.add(new Stay(arc, taker, held));
        });
        for (int number : kind.circles) {
            kind.gainByRack.forEach((rack, gain) -> {
                Stop place = places.get(new Place(number, rack));
                if (place != null) {
                    long cost = (gainMax - gain) * lossCost + MOVE_COST;
                    int arc = network.addArc(node, place.node, count, cost);
                    stock.ways.add(new Way(arc, place));
                }
            });
            Stop circle = stop(circles, number);
            int arc = network.addArc(node, circle.node, count, gainMax * lossCost + MOVE_COST);
            stock.ways.add(new Way(arc, circle));
        }
    }

    private void connectTakers(long beyondQuotaCost) {
        places.forEach((at, place) -> {
            network.addArc(stop(circles, at.circle).node, place.node, items, 0);
            for (int taker : place.takers) {
                deliveryArcs[taker] = network.addArc(place.node, takerNodes[taker], quota + 1, 0);
            }
        });
        for (int node : takerNodes) {
            network.addArc(node, sink, quota, 0);
            network.addArc(node, sink, 1, beyondQuotaCost);
        }
    }

    /// Leaves to holders what they keep of a kind, and hands the rest to where it flows.
    private void takeFrom(Stock stock, int[] takerOf) {
        Set<Integer> left = new LinkedHashSet<>(stock.items);
        for (Stay stay : stock.stays) {
            for (int item : spread(stay.held, network.flow(stay.arc))) {
                takerOf[item] = stay.taker;
                left.remove(item);
            }
        }
        Iterator<Integer> rest = left.iterator();
        for (Way way : stock.ways) {
            for (int i = network.flow(way.arc); i > 0; i--) {
                way.stop.items.add(rest.next());
            }
        }
    }

    /// As many of the items, at even distances: who gives up half gives up half of each topic.
    private static List<Integer> spread(List<Integer> items, int count) {
        List<Integer> chosen = new ArrayList<>(count);
        for (long i = 0; i < count; i++) {
            chosen.add(items.get((int) (i * items.size() / count)));
        }
        return chosen;
    }

    /// Gives the items to the stop's takers in turn, to each as many as it is owed at most.
    private static void deal(Stop stop, int[] owed, int[] takerOf) {
        Queue<Integer> waiting = new ArrayDeque<>();
        stop.takers.stream().filter(taker -> owed[taker] > 0).forEach(waiting::add);
        Collections.sort(stop.items);
        for (int item : stop.items) {
            int taker = waiting.remove();
            takerOf[item] = taker;
            if (--owed[taker] > 0) {
                waiting.add(taker);
            }
        }
    }
}
