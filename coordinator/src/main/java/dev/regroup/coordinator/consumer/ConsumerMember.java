package dev.regroup.coordinator.consumer;

/// A member as it is now.
public record ConsumerMember(String memberId, MemberMetadata metadata, CurrentAssignment current) {
    public int epoch() {
        return current.epoch();
    }

    public boolean isClassic() {
        return metadata.classic().isPresent();
    }

    public boolean isStatic() {
        return metadata.groupInstanceId().isPresent();
    }
}
