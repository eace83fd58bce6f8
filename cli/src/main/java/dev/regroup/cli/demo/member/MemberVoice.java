package dev.regroup.cli.demo.member;

/// Hears what members say and how they end, in the order in which each said it. Called on a thread
/// for each member.
public interface MemberVoice {
    void said(String member, MemberEvent event);

    /// The process is gone, and all that it said has been heard.
    ///
    /// @param lastWords the last that was no event, such as a complaint of the JVM; empty if
    ///   nothing
    void ended(String member, int exitCode, String lastWords);
}
