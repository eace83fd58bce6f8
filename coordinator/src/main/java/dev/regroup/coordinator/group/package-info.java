/// Classic consumer groups: members, generations, rebalances, and the offsets committed for a
/// group.
@NullMarked
package dev.regroup.coordinator.group;

import org.jspecify.annotations.NullMarked;
