/// For tests with JUnit Jupiter (5.12 or newer, 6).
@NullMarked
package dev.regroup.testkit.junit;

import org.jspecify.annotations.NullMarked;
