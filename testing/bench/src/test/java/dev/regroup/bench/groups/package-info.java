@NullMarked
package dev.regroup.bench.groups;

import org.jspecify.annotations.NullMarked;
