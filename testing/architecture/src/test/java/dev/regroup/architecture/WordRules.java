package dev.regroup.architecture;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// Words and calls that have no place in the sources: see `CONTRIBUTING.md`.
final class WordRules extends TreePathScanner<Void, List<Finding>> {
    // Split, so that this line is not itself a finding.
    private static final Pattern UNFINISHED =
            Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    /// Programs that people run and read, and seeded tests, which print their seeds; all others
    /// log.
    private static final List<String> MAY_PRINT = List.of("cli/", "app/", "testing/");

    private static final String TESTS = "/src/test/";

    private final ParsedSource parsed;

    private WordRules(ParsedSource parsed) {
        this.parsed = parsed;
    }

    static List<Finding> check(ParsedSource parsed) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = parsed.source().lines();
        for (int i = 0; i < lines.size(); i++) {
            if (UNFINISHED.matcher(lines.get(i)).find()) {
                findings.add(new Finding(parsed.source().path(), i + 1L, "unfinished"));
            }
        }
        new WordRules(parsed).scan(parsed.unit(), findings);
        return findings;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, List<Finding> findings) {
        switch (select.toString()) {
            case "Thread.sleep", "java.lang.Thread.sleep" ->
                    findings.add(parsed.finding(select, "sleeps"));
            case "System.out", "System.err", "java.lang.System.out", "java.lang.System.err" -> {
                String path = parsed.source().path();
                if (MAY_PRINT.stream().noneMatch(path::startsWith) && !path.contains(TESTS)) {
                    findings.add(parsed.finding(select, "prints"));
                }
            }
            default -> {}
        }
        return super.visitMemberSelect(select, findings);
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, List<Finding> findings) {
        String name = annotation.getAnnotationType().toString();
        if (name.equals("Disabled") || name.endsWith(".Disabled")) {
            findings.add(parsed.finding(annotation, "a disabled test"));
        }
        return super.visitAnnotation(annotation, findings);
    }
}
