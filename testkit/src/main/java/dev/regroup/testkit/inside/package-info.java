/// The side that sees the broker. Loaded by the isolated class loader only.
@NullMarked
package dev.regroup.testkit.inside;

import org.jspecify.annotations.NullMarked;
