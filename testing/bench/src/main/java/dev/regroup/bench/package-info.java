/// Measurements of a broker in another process, from outside: the client's own cost is not in the
/// figures.
@NullMarked
package dev.regroup.bench;

import org.jspecify.annotations.NullMarked;
