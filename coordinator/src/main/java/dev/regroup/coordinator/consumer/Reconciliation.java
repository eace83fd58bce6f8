package dev.regroup.coordinator.consumer;

import dev.regroup.coordinator.assign.Partitions;
import java.util.Optional;

/// A member's next step towards its target (KIP-848, "Member reconciliation"): first it gives up
/// what is no longer its own, then it goes to the target's epoch, then it gets what others have
/// given up.
public final class Reconciliation {
    private final String memberId;
    private final Target target;
    private final PartitionOwners owners;

    /// @param owners of all partitions of the group
    public Reconciliation(String memberId, Target target, PartitionOwners owners) {
        this.memberId = memberId;
        this.target = target;
        this.owners = owners;
    }

    /// @param reported the partitions the member says it has; absent if it did not say
    /// @return what it has now; the same if it can go no further
    public CurrentAssignment next(CurrentAssignment now, Optional<Partitions> reported) {
        if (now.isReconciledTo(target.epoch())) {
            return now;
        }
        if (now.state() != MemberState.UNREVOKED_PARTITIONS) {
            return step(now, now.epoch(), reported);
        }
        // Only its own word tells that it has given partitions up.
        return stillHas(now.pendingRevocation(), reported)
                ? now
                : step(now, now.epoch() + 1, reported);
    }

    /// @param epoch the one that the member has reached
    private CurrentAssignment step(
            CurrentAssignment now, int epoch, Optional<Partitions> reported) {
        Held kept = now.assigned().within(target.partitions());
        Held revoked = now.assigned().without(target.partitions());
        if (!revoked.isEmpty() && stillHas(revoked, reported)) {
            return at(now, MemberState.UNREVOKED_PARTITIONS, epoch, kept, revoked);
        }
        Partitions missing = target.partitions().minus(kept.partitions());
        Partitions free = free(missing);
        boolean hasAll = free.count() == missing.count();
        // Who has all of it shares the target's object: there are many members.
        Partitions next = hasAll ? target.partitions() : kept.partitions().plus(free);
        return at(
                now,
                hasAll ? MemberState.STABLE : MemberState.UNRELEASED_PARTITIONS,
                target.epoch(),
                kept.grownTo(next, target.epoch()),
                Held.NOTHING);
    }

    private static CurrentAssignment at(
            CurrentAssignment before,
            MemberState state,
            int epoch,
            Held assigned,
            Held pendingRevocation) {
        int previousEpoch = epoch == before.epoch() ? before.previousEpoch() : before.epoch();
        return new CurrentAssignment(state, epoch, previousEpoch, assigned, pendingRevocation);
    }

    private static boolean stillHas(Held held, Optional<Partitions> reported) {
        return reported.isEmpty() || reported.get().intersects(held.partitions());
    }

    private Partitions free(Partitions wanted) {
        Partitions.Builder free = Partitions.builder();
        wanted.forEach((topicId, partition) -> {
            Optional<String> owner = owners.of(new PartitionId(topicId, partition));
            // What it has just given up itself may come back to it.
            if (owner.isEmpty() || owner.get().equals(memberId)) {
                free.add(topicId, partition);
            }
        });
        return free.build();
    }
}
