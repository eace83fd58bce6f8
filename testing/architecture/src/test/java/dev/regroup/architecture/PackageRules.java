package dev.regroup.architecture;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Every package says what it is for, and that null has no place in it.
final class PackageRules {
    private PackageRules() {}

    /// A package's tests need no second `package-info.java`: the one beside the code counts.
    static List<Finding> check(List<Source> sources) {
        Set<String> marked =
                sources.stream()
                        .filter(Source::isPackageInfo)
                        .filter(source -> source.text().contains("\n@NullMarked\n"))
                        .map(PackageRules::packageOf)
                        .collect(Collectors.toSet());
        return sources.stream()
                .map(Source::folder)
                .distinct()
                .map(folder -> new Source(folder + "/", ""))
                .filter(Predicate.not(folder -> marked.contains(packageOf(folder))))
                .map(folder ->
                        new Finding(folder.path(), 0, "no package-info.java with @NullMarked"))
                .toList();
    }

    /// Module and package: the path without whether it is product or test.
    private static String packageOf(Source source) {
        return source.folder().replace("/src/test/java/", "/src/main/java/");
    }
}
