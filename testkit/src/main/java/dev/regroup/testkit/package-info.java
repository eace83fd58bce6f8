/// A broker for tests, in the test's own JVM.
///
/// Everything the broker is made of lives in a class loader of its own, so that a test may use any
/// version of Kafka's clients, of SLF4J and of all else, or none:
///
/// ```
/// test's class loader:  EmbeddedRegroup ── bridge (interfaces, JDK types only)
///                                             ▲
/// IsolatedLoader:       inside.Inside ────────┘ ── LocalBroker, kafka-clients, slf4j ...
/// ```
@NullMarked
package dev.regroup.testkit;

import org.jspecify.annotations.NullMarked;
