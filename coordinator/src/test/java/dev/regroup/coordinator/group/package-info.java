/// Scenarios and properties of classic groups.
@NullMarked
package dev.regroup.coordinator.group;

import org.jspecify.annotations.NullMarked;
