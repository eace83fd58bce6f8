package dev.regroup.cli.demo.view;

import java.nio.charset.Charset;

/// The signs that the view draws with.
///
/// @param owned a partition that its row's member owns
/// @param unowned a partition that nobody owns
/// @param none a partition that somebody else owns
/// @param full a step of the progress bar
/// @param empty a step that is not done yet
/// @param rule what lines are drawn with
/// @param more stands for what is cut off, or goes on
record Glyphs(
        String owned,
        String unowned,
        String none,
        String full,
        String empty,
        String rule,
        String more) {
    static final Glyphs UNICODE = new Glyphs("■", "○", "·", "█", "░", "━", "…");
    static final Glyphs ASCII = new Glyphs("#", "?", ".", "#", ".", "-", "~");

    static Glyphs of(Charset encoding) {
        return encoding.newEncoder().canEncode("■○·█░━…") ? UNICODE : ASCII;
    }

    /// The text cut or filled to exactly so many columns.
    String pad(String text, int columns) {
        if (columns <= 0) {
            return "";
        }
        String cut = text.length() <= columns ? text : text.substring(0, columns - 1) + more;
        return cut + " ".repeat(columns - cut.length());
    }
}
