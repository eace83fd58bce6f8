package dev.regroup.architecture;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/// Sizes and names: see `CONTRIBUTING.md`.
final class ShapeRules extends TreePathScanner<Void, List<Finding>> {
    static final int FILE_LINES_MAX = 500;
    static final int METHOD_LINES_MAX = 70;
    static final int PARAMETERS_MAX = 5;

    private static final Set<String> BANNED_PARTS =
            Set.of("Manager", "Helper", "Helpers", "Util", "Utils");
    private static final Pattern CAMEL_HUMP = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");

    private final ParsedSource parsed;

    private ShapeRules(ParsedSource parsed) {
        this.parsed = parsed;
    }

    static List<Finding> check(ParsedSource parsed) {
        List<Finding> findings = new ArrayList<>();
        int lines = parsed.source().lines().size();
        if (lines > FILE_LINES_MAX) {
            findings.add(
                    new Finding(
                            parsed.source().path(),
                            0,
                            "%d lines, at most %d".formatted(lines, FILE_LINES_MAX)));
        }
        new ShapeRules(parsed).scan(parsed.unit(), findings);
        return findings;
    }

    @Override
    public Void visitClass(ClassTree type, List<Finding> findings) {
        String name = type.getSimpleName().toString();
        List<String> parts = CAMEL_HUMP.splitAsStream(name).toList();
        boolean banned =
                parts.stream().anyMatch(BANNED_PARTS::contains)
                        || parts.getLast().equals("Impl")
                        || parts.getFirst().equals("Abstract");
        if (banned) {
            findings.add(parsed.finding(type, "banned name %s".formatted(name)));
        }
        return super.visitClass(type, findings);
    }

    @Override
    public Void visitMethod(MethodTree method, List<Finding> findings) {
        long lines = parsed.lastLine(method) - parsed.firstLine(method) + 1;
        if (lines > METHOD_LINES_MAX) {
            findings.add(
                    parsed.finding(
                            method,
                            "%s has %d lines, at most %d"
                                    .formatted(method.getName(), lines, METHOD_LINES_MAX)));
        }
        int parameters = method.getParameters().size();
        if (parameters > PARAMETERS_MAX && !isRecordConstructor(method)) {
            findings.add(
                    parsed.finding(
                            method,
                            "%s has %d parameters, at most %d"
                                    .formatted(method.getName(), parameters, PARAMETERS_MAX)));
        }
        return super.visitMethod(method, findings);
    }

    private boolean isRecordConstructor(MethodTree method) {
        return method.getName().contentEquals("<init>")
                && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    }
}
