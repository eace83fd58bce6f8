package dev.regroup.coordinator.group;

/// What follows a replay: members are taken to be there, each for a whole session.
final class LoadDecider {
    private final GroupConfig config;
    private final JoinPhase joinPhase;

    LoadDecider(GroupConfig config, JoinPhase joinPhase) {
        this.config = config;
        this.joinPhase = joinPhase;
    }

    void decide(Turn turn) {
        for (GroupView group : turn.groups().after("").values()) {
            load(turn, group);
        }
    }

    private void load(Turn turn, GroupView group) {
        turn.emit(new VolatileEvent.GroupLoaded(group.groupId()));
        if (group.memberCount() == 0) {
            return;
        }
        for (MemberView member : group.members()) {
            turn.extendSession(group, member);
        }
        turn.noteChange(
                group,
                GroupState.EMPTY,
                "loaded from the log with " + Cause.count(group.memberCount()));
        if (group.memberCount() > config.sizeMax()) {
            joinPhase.start(
                    turn,
                    group,
                    "it has %s, more than the %d it may have"
                            .formatted(Cause.count(group.memberCount()), config.sizeMax()));
        }
    }
}
