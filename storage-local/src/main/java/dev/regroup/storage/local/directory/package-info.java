/// Whose directory it is: the identity kept in it, the lock on it, and what it must not hold.
@NullMarked
package dev.regroup.storage.local.directory;

import org.jspecify.annotations.NullMarked;
