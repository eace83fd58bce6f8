/// A whole node below its sockets, and the clients and the network around it, stepped by one thread
/// on virtual time over a disk that loses what was not forced. Everything comes from one seed.
@NullMarked
package dev.regroup.simulation;

import org.jspecify.annotations.NullMarked;
