/// The terminal that the demo runs in: keys come in, pictures go out, and it is left as it was.
@NullMarked
package dev.regroup.cli.demo.terminal;

import org.jspecify.annotations.NullMarked;
