package dev.regroup.cli.demo.view;

import org.jline.utils.AttributedStyle;

/// The styles of the view.
final class Paint {
    static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    static final AttributedStyle STRONG = PLAIN.bold();
    static final AttributedStyle FAINT = PLAIN.faint();
    static final AttributedStyle BAD = PLAIN.bold().foreground(AttributedStyle.RED);
    static final AttributedStyle BUSY = PLAIN.foreground(AttributedStyle.YELLOW);
    static final AttributedStyle GOOD = PLAIN.foreground(AttributedStyle.GREEN);
    static final AttributedStyle KEY = PLAIN.inverse();

    private static final int[] MEMBER_COLOURS = {
        AttributedStyle.CYAN,
        AttributedStyle.GREEN,
        AttributedStyle.MAGENTA,
        AttributedStyle.BLUE,
        AttributedStyle.YELLOW,
        AttributedStyle.WHITE
    };

    private Paint() {}

    /// Each member keeps its colour: it goes by the number that its name ends in.
    static AttributedStyle member(String name) {
        int number = 0;
        for (int i = name.length() - 1; i >= 0 && Character.isDigit(name.charAt(i)); i--) {
            number = Integer.parseInt(name.substring(i));
        }
        return PLAIN.foreground(MEMBER_COLOURS[Math.floorMod(number - 1, MEMBER_COLOURS.length)]);
    }
}
