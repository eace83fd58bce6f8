package dev.regroup.architecture;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Documents that must keep step with the build and with each other: see `CONTRIBUTING.md`.
final class DocumentRules {
    private static final Pattern COORDINATES =
            Pattern.compile(
                    "<(dependency|plugin|path)>\\s*(?:<groupId>([^<]+)</groupId>\\s*)?"
                            + "<artifactId>([^<]+)</artifactId>");
    private static final Pattern DOCUMENTED = Pattern.compile("(?m)^\\| `([^`:]+):([^`:]+)` \\|");
    private static final Pattern DECISION = Pattern.compile("(\\d{4})-[a-z0-9-]+\\.md");

    private DocumentRules() {}

    /// Each dependency and plugin has its line of reason, and each line its dependency.
    static List<Finding> dependencies(List<Source> poms, Source document) {
        Set<String> documented = new TreeSet<>();
        Matcher lines = DOCUMENTED.matcher(document.text());
        while (lines.find()) {
            documented.add(lines.group(1) + ":" + lines.group(2));
        }
        List<Finding> findings = new ArrayList<>();
        for (Source pom : poms) {
            for (String used : coordinates(pom)) {
                if (!documented.contains(used)) {
                    findings.add(
                            new Finding(
                                    pom.path(),
                                    0,
                                    "%s has no line in %s".formatted(used, document.path())));
                }
            }
        }
        for (String known : documented) {
            String artifact = known.substring(known.indexOf(':') + 1);
            if (poms.stream().noneMatch(pom -> pom.text().contains(artifact))) {
                findings.add(
                        new Finding(document.path(), 0, "%s is used nowhere".formatted(known)));
            }
        }
        return findings;
    }

    /// Decisions are numbered from 1, without gaps and without doubles.
    static List<Finding> decisions(String folder, List<String> names) {
        List<Finding> findings = new ArrayList<>();
        int expected = 1;
        for (String name : names) {
            Matcher decision = DECISION.matcher(name);
            if (!decision.matches()) {
                findings.add(new Finding(folder + name, 0, "not NNNN-title.md"));
                continue;
            }
            int number = Integer.parseInt(decision.group(1));
            if (number != expected) {
                findings.add(
                        new Finding(folder + name, 0, "number %04d expected".formatted(expected)));
            }
            expected = number + 1;
        }
        return findings;
    }

    /// What a pom names, but for the modules of this repository.
    private static Set<String> coordinates(Source pom) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = COORDINATES.matcher(pom.text());
        while (matcher.find()) {
            String group = matcher.group(2);
            if (group == null) {
                group = "org.apache.maven.plugins";
            }
            if (!group.equals("dev.regroup")) {
                found.add(group + ":" + matcher.group(3));
            }
        }
        return found;
    }
}
