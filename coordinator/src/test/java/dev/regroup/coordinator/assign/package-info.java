/// Examples of each assignor, and properties on random groups.
@NullMarked
package dev.regroup.coordinator.assign;

import org.jspecify.annotations.NullMarked;
