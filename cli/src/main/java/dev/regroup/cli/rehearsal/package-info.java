/// A run whose only use is what the JVM learns from it: the classes and profiles that its cache for
/// quick starts (JEP 483, JEP 514, JEP 515) is made of.
@NullMarked
package dev.regroup.cli.rehearsal;

import org.jspecify.annotations.NullMarked;
