/// What is known of the group while the demo runs: a state machine over
/// [DemoEvent][dev.regroup.cli.demo.model.DemoEvent]s. It knows no clock, process or client; time
/// arrives with the events.
///
/// ```text
///  DemoEvent ─▶ DemoState ─┬─ Ownership    who owns which partition, which have no owner
///                          ├─ Rebalances   causes, durations, what moved
///                          ├─ Work         what was processed, twice, or not yet committed
///                          └─ Lag          what the broker says is left
/// ```
@NullMarked
package dev.regroup.cli.demo.model;

import org.jspecify.annotations.NullMarked;
