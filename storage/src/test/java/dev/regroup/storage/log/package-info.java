/// The contract of shard logs, as tests, and an owner that remembers what it was told.
@NullMarked
package dev.regroup.storage.log;

import org.jspecify.annotations.NullMarked;
