/// Medians, tables and files of what was measured.
@NullMarked
package dev.regroup.bench.report;

import org.jspecify.annotations.NullMarked;
