/// The application: reads the configuration and puts the parts together.
@NullMarked
package dev.regroup.app;

import org.jspecify.annotations.NullMarked;
