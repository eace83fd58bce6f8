/// Classes of users, brought in through Kafka's plug-in interfaces. Nothing of them, nor of the
/// interfaces, is loaded unless the configuration names one.
@NullMarked
package dev.regroup.broker.plugin;

import org.jspecify.annotations.NullMarked;
