/// The members of the demo's group: stock consumers in processes of their own, which say on their
/// standard output what happens to them, one [MemberEvent][dev.regroup.cli.demo.member.MemberEvent]
/// a line, and are told on their standard input to withhold their commits. When that ends, they
/// leave the group.
@NullMarked
package dev.regroup.cli.demo.member;

import org.jspecify.annotations.NullMarked;
