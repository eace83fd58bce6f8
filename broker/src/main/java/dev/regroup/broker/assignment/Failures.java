package dev.regroup.broker.assignment;

import java.util.LinkedHashMap;
import java.util.Map;

/// Groups whose assignor failed, with the epoch that it failed at: it is asked again and again, and
/// one line of the log says it all. Of more than [#GROUPS_MAX] groups the first are forgotten, and
/// spoken of anew.
final class Failures {
    private static final int GROUPS_MAX = 1_000;

    private final Map<String, Integer> epochs =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Integer> eldest) {
                    return size() > GROUPS_MAX;
                }
            };

    synchronized boolean isNew(String groupId, int epoch) {
        Integer before = epochs.put(groupId, epoch);
        return before == null || before != epoch;
    }

    synchronized void end(String groupId) {
        epochs.remove(groupId);
    }
}
