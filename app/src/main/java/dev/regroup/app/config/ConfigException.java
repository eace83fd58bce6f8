package dev.regroup.app.config;

import java.util.List;

/// The configuration cannot be used; all that is wrong with it, together.
public final class ConfigException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final List<String> problems;

    ConfigException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.getFirst()
                        : "%d problems:%n  %s"
                                .formatted(
                                        problems.size(),
                                        String.join("%n  ".formatted(), problems)));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
