/// What both sides of the class loader see. Only types of the JDK go over it. Not for users.
@NullMarked
package dev.regroup.testkit.bridge;

import org.jspecify.annotations.NullMarked;
