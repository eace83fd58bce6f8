/// Groups, for whoever runs the broker in its own process: looks at them and steps in, without a
/// connection and without being a member.
@NullMarked
package dev.regroup.broker.control;

import org.jspecify.annotations.NullMarked;
