package dev.regroup.architecture;

import com.sun.source.tree.CatchTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.UnionTypeTree;
import com.sun.source.util.TreePathScanner;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Only named places catch whatever comes: see `CONTRIBUTING.md`.
final class CatchRules extends TreePathScanner<Void, List<Finding>> {
    private static final Set<String> BROAD = Set.of("Exception", "RuntimeException", "Throwable");

    private final ParsedSource parsed;

    private CatchRules(ParsedSource parsed) {
        this.parsed = parsed;
    }

    /// A file that may catch broadly.
    ///
    /// @param count how often; another catch there wants a reason too
    record Allowed(String path, int count, String reason) {}

    /// Broad catches that nobody allowed, and allowances that nobody uses.
    static List<Finding> check(List<ParsedSource> sources, List<Allowed> allowed) {
        List<Finding> findings = new ArrayList<>();
        for (ParsedSource source : sources) {
            List<Finding> broad = new ArrayList<>();
            new CatchRules(source).scan(source.unit(), broad);
            int count =
                    allowed.stream()
                            .filter(entry -> entry.path().equals(source.source().path()))
                            .mapToInt(Allowed::count)
                            .sum();
            if (broad.size() > count) {
                findings.addAll(broad);
            }
            if (broad.size() < count) {
                findings.add(
                        new Finding(
                                source.source().path(),
                                0,
                                "%d broad catches allowed, %d found"
                                        .formatted(count, broad.size())));
            }
        }
        List<String> paths = sources.stream().map(source -> source.source().path()).toList();
        allowed.stream()
                .filter(entry -> !paths.contains(entry.path()))
                .map(entry -> new Finding(entry.path(), 0, "allowed to catch broadly, but gone"))
                .forEach(findings::add);
        return findings;
    }

    @Override
    public Void visitCatch(CatchTree caught, List<Finding> broad) {
        Tree type = caught.getParameter().getType();
        List<? extends Tree> alternatives =
                type instanceof UnionTypeTree union ? union.getTypeAlternatives() : List.of(type);
        boolean isBroad = alternatives.stream().map(Tree::toString).anyMatch(BROAD::contains);
        if (isBroad) {
            broad.add(parsed.finding(caught, "catches %s".formatted(type)));
        }
        return super.visitCatch(caught, broad);
    }
}
