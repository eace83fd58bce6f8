/// Files of the operating system, behind the port `Disk`.
@NullMarked
package dev.regroup.storage.local.disk;

import org.jspecify.annotations.NullMarked;
