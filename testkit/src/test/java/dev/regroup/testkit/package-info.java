@NullMarked
package dev.regroup.testkit;

import org.jspecify.annotations.NullMarked;
