package dev.regroup.bench.report;

import java.util.ArrayList;
import java.util.List;

/// Texts that a table points to by number, each said once.
final class Footnotes {
    private final List<String> texts = new ArrayList<>();

    /// `" [1]"`; nothing if there is nothing to say.
    String marks(List<String> notes) {
        StringBuilder marks = new StringBuilder();
        for (String note : notes) {
            if (!texts.contains(note)) {
                texts.add(note);
            }
            marks.append(" [%d]".formatted(texts.indexOf(note) + 1));
        }
        return marks.toString();
    }

    String all() {
        StringBuilder all = new StringBuilder();
        for (int i = 0; i < texts.size(); i++) {
            all.append("\n[%d] %s\n".formatted(i + 1, texts.get(i)));
        }
        return all.toString();
    }
}
