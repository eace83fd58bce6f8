package dev.regroup.storage.local.journal;

import dev.regroup.storage.log.ExtentReader.Pin;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/// Who reads at present. What is withdrawn from readers may be written over once all those have
/// ended who began before. For many threads.
///
/// A reader pins, then looks where to read; a writer lets readers see where else to look, then
/// withdraws. So whoever is missing here when something is withdrawn does not find it.
final class Pins {
    private final AtomicLong withdrawals = new AtomicLong();
    private final Set<Held> held = ConcurrentHashMap.newKeySet();

    private final class Held implements Pin {
        private final long since = withdrawals.get();

        @Override
        public void close() {
            held.remove(this);
        }
    }

    Pin take() {
        Held pin = new Held();
        held.add(pin);
        return pin;
    }

    /// Something has been withdrawn from readers; returns what to ask [#areGone] for.
    long withdraw() {
        return withdrawals.getAndIncrement();
    }

    /// Whether all have ended who may have found what was withdrawn.
    boolean areGone(long withdrawal) {
        return held.stream().noneMatch(pin -> pin.since <= withdrawal);
    }
}
