/// `regroup check` and `regroup dump`: data directories as the commands know them.
@NullMarked
package dev.regroup.cli.data;

import org.jspecify.annotations.NullMarked;
