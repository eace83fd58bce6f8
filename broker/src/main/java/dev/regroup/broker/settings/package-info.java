/// Settings by Kafka's names: of topics, brokers, groups and client metrics. What may be set, what
/// applies, and where it comes from.
@NullMarked
package dev.regroup.broker.settings;

import org.jspecify.annotations.NullMarked;
