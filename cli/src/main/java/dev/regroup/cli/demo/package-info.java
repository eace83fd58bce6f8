/// `regroup demo`: stock clients work off the lines of files in a group, one of them is killed, and
/// the counts must agree.
///
/// ```text
///  DemoCommand ─ DemoRun ─┬─ stock producer, admin
///                         └─ MemberProcess ×3 ── stdout ──▶ MemberEvent ──▶ Tally, Rebalances
/// ```
@NullMarked
package dev.regroup.cli.demo;

import org.jspecify.annotations.NullMarked;
