/// Log compaction (`cleanup.policy=compact`): of the records of a key the last one stays, and
/// nothing else changes: offsets, order, timestamps, headers.
@NullMarked
package dev.regroup.storage.compact;

import org.jspecify.annotations.NullMarked;
