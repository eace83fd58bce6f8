/// Fetch sessions (KIP-227): a client names its partitions once, then only what has changed.
@NullMarked
package dev.regroup.broker.fetch;

import org.jspecify.annotations.NullMarked;
