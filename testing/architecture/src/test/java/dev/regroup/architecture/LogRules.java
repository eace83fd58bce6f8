package dev.regroup.architecture;

import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreeScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the log says at INFO and above is a constant, and `docs/operations.md` explains it: below a
/// heading for each level, a table whose first column is the message.
final class LogRules extends TreeScanner<Void, List<Finding>> {
    private static final String PRODUCT = "/src/main/";
    private static final String TESTING = "testing/";

    private static final Map<String, String> LEVELS =
            Map.of("atInfo", "INFO", "atWarn", "WARN", "atError", "ERROR");

    private static final Pattern LINE = Pattern.compile("(?m)^(?:### (.+?)|\\| `([^`]+)` \\|.*)$");

    private final ParsedSource parsed;
    private final Set<String> messages;

    private LogRules(ParsedSource parsed, Set<String> messages) {
        this.parsed = parsed;
        this.messages = messages;
    }

    static List<Finding> check(List<ParsedSource> sources, Source document) {
        Set<String> said = new TreeSet<>();
        List<Finding> findings = new ArrayList<>();
        for (ParsedSource parsed : sources) {
            String path = parsed.source().path();
            if (path.contains(PRODUCT) && !path.startsWith(TESTING)) {
                new LogRules(parsed, said).scan(parsed.unit(), findings);
            }
        }
        Map<String, Long> explained = explained(document);
        said.stream()
                .filter(message -> !explained.containsKey(message))
                .map(message -> new Finding(document.path(), 0, "lacks " + message))
                .forEach(findings::add);
        explained.forEach((message, line) -> {
            if (!said.contains(message)) {
                findings.add(new Finding(document.path(), line, "nothing says " + message));
            }
        });
        return findings;
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, List<Finding> findings) {
        if (call.getMethodSelect() instanceof MemberSelectTree select
                && Set.of("log", "setMessage").contains(select.getIdentifier().toString())
                && !call.getArguments().isEmpty()) {
            level(select.getExpression())
                    .ifPresent(level -> message(call.getArguments().getFirst(), level, findings));
        }
        return super.visitMethodInvocation(call, findings);
    }

    private void message(ExpressionTree argument, String level, List<Finding> findings) {
        if (argument instanceof LiteralTree literal
                && literal.getKind() == Tree.Kind.STRING_LITERAL) {
            messages.add("%s: %s".formatted(level, literal.getValue()));
        } else {
            findings.add(parsed.finding(argument, "a log message that is not a constant"));
        }
    }

    /// The level that a chain of calls began with, if it is one that is explained.
    private static Optional<String> level(ExpressionTree chain) {
        ExpressionTree link = chain;
        while (link instanceof MethodInvocationTree call
                && call.getMethodSelect() instanceof MemberSelectTree select) {
            String level = LEVELS.get(select.getIdentifier().toString());
            if (level != null) {
                return Optional.of(level);
            }
            link = select.getExpression();
        }
        return Optional.empty();
    }

    /// Level and message of each row, and the line it stands in.
    private static Map<String, Long> explained(Source document) {
        Map<String, Long> explained = new TreeMap<>();
        String heading = "";
        Matcher line = LINE.matcher(document.text());
        while (line.find()) {
            if (line.group(1) != null) {
                heading = line.group(1);
            } else if (LEVELS.containsValue(heading)) {
                long number = document.text().substring(0, line.start()).lines().count() + 1;
                explained.put("%s: %s".formatted(heading, line.group(2)), number);
            }
        }
        return explained;
    }
}
