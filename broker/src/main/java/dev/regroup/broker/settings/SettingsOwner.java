package dev.regroup.broker.settings;

/// What a set of settings belongs to.
///
/// @param name of the topic, group or subscription; of a broker its id, or "" for all brokers
public record SettingsOwner(Scope scope, String name) {
    public static final SettingsOwner ALL_BROKERS = new SettingsOwner(Scope.BROKER, "");

    public static SettingsOwner broker(int nodeId) {
        return new SettingsOwner(Scope.BROKER, Integer.toString(nodeId));
    }

    public static SettingsOwner topic(String name) {
        return new SettingsOwner(Scope.TOPIC, name);
    }

    @Override
    public String toString() {
        return scope.label() + " '" + name + "'";
    }
}
