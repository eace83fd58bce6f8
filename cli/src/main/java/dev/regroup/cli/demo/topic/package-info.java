/// The demo's topic: made, fed with lines and watched by a stock producer and admin client.
@NullMarked
package dev.regroup.cli.demo.topic;

import org.jspecify.annotations.NullMarked;
