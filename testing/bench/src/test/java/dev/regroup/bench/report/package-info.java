@NullMarked
package dev.regroup.bench.report;

import org.jspecify.annotations.NullMarked;
