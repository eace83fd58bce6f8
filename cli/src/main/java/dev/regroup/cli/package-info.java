/// The `regroup` command. It knows brokers only through [dev.regroup.cli.broker.BrokerStarter].
@NullMarked
package dev.regroup.cli;

import org.jspecify.annotations.NullMarked;
