/// Brokers as the commands know them: something that can be started and stopped.
@NullMarked
package dev.regroup.cli.broker;

import org.jspecify.annotations.NullMarked;
