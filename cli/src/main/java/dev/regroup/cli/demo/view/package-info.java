/// How the demo looks: pure functions from its state to lines.
@NullMarked
package dev.regroup.cli.demo.view;

import org.jspecify.annotations.NullMarked;
