/// The whole of a node below its sockets, stepped by one thread on virtual time over a disk that
/// loses what was not forced.
@NullMarked
package dev.regroup.simulation;

import org.jspecify.annotations.NullMarked;
