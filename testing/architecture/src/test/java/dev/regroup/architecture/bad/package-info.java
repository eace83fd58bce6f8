/// A small copy of the module layout in which every rule is broken: the proof that each can fail.
/// No test runs this code.
@NullMarked
package dev.regroup.architecture.bad;

import org.jspecify.annotations.NullMarked;
