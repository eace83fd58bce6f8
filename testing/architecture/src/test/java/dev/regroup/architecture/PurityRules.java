package dev.regroup.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The coordinator is pure: no clock, randomness, threads, locks, files, sockets, logging. Two
/// decisions on the same state and command are the same decision.
final class PurityRules {
    /// Of the JDK: the language, collections, functions. `java.lang.runtime` and `invoke` are what
    /// the compiler calls for records, switches, lambdas and string templates.
    private static final String[] ALLOWED_PACKAGES = {
        "java.lang",
        "java.lang.annotation",
        "java.lang.invoke",
        "java.lang.runtime",
        "java.util",
        "java.util.function",
        "java.util.stream",
        "org.jspecify.annotations"
    };

    /// Types of the allowed packages that carry time, chance, threads or the outside.
    private static final Set<String> BANNED_TYPES =
            Set.of(
                    "java.lang.Process",
                    "java.lang.ProcessBuilder",
                    "java.lang.ProcessHandle",
                    "java.lang.Runtime",
                    "java.lang.ScopedValue",
                    "java.lang.Thread",
                    "java.lang.ThreadGroup",
                    "java.lang.ThreadLocal",
                    "java.lang.InheritableThreadLocal",
                    "java.util.Calendar",
                    "java.util.Date",
                    "java.util.GregorianCalendar",
                    "java.util.Properties",
                    "java.util.Random",
                    "java.util.ResourceBundle",
                    "java.util.Scanner",
                    "java.util.ServiceLoader",
                    "java.util.SplittableRandom",
                    "java.util.TimeZone",
                    "java.util.Timer",
                    "java.util.TimerTask");

    private static final Map<String, Set<String>> BANNED_MEMBERS =
            Map.of(
                    "java.lang.Math", Set.of("random"),
                    "java.lang.StrictMath", Set.of("random"),
                    "java.lang.Object", Set.of("wait", "notify", "notifyAll"),
                    "java.lang.Throwable", Set.of("printStackTrace"),
                    "java.util.UUID", Set.of("randomUUID"),
                    "java.util.Collections", Set.of("shuffle"),
                    "java.util.Locale", Set.of("getDefault"));

    private PurityRules() {}

    static List<ArchRule> of(Layout layout) {
        String coordinator = layout.module("coordinator");
        return List.of(
                classes()
                        .that()
                        .resideInAPackage(coordinator)
                        .should()
                        .onlyDependOnClassesThat(
                                resideInAPackage(coordinator)
                                        .or(resideInAnyPackage(ALLOWED_PACKAGES)))
                        .as("coordinator depends on itself and the JDK's collections only")
                        .allowEmptyShould(false),
                noClasses()
                        .that()
                        .resideInAPackage(coordinator)
                        .should()
                        .dependOnClassesThat(bannedType())
                        .as("coordinator uses no thread, timer, random or process type")
                        .allowEmptyShould(false),
                noClasses()
                        .that()
                        .resideInAPackage(coordinator)
                        .should()
                        .accessTargetWhere(bannedAccess())
                        .as("coordinator reads no clock, chance or environment")
                        .allowEmptyShould(false));
    }

    private static DescribedPredicate<JavaClass> bannedType() {
        return DescribedPredicate.describe(
                "impure types", type -> BANNED_TYPES.contains(type.getName()));
    }

    private static DescribedPredicate<JavaAccess<?>> bannedAccess() {
        return DescribedPredicate.describe("impure members", access -> banned(access.getTarget()));
    }

    private static boolean banned(AccessTarget target) {
        String owner = target.getOwner().getName();
        String member = target.getName();
        if (owner.equals("java.lang.System")) {
            // The clock, properties, streams, exit: of System nothing but copying.
            return !member.equals("arraycopy");
        }
        return BANNED_MEMBERS.getOrDefault(owner, Set.of()).contains(member)
                || member.equals("parallelStream")
                || (member.equals("parallel") && owner.startsWith("java.util.stream."));
    }
}
