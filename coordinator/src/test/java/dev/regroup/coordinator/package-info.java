/// Tests of the values that all of the coordinator shares.
@NullMarked
package dev.regroup.coordinator;

import org.jspecify.annotations.NullMarked;
