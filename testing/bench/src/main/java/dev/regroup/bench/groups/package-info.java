/// Groups of lightweight members that speak the protocol directly, thousands in one process.
@NullMarked
package dev.regroup.bench.groups;

import org.jspecify.annotations.NullMarked;
