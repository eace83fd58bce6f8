package dev.regroup.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackages;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// The directions of dependencies: see decision 0001.
final class ModuleRules {
    private final Layout layout;

    private ModuleRules(Layout layout) {
        this.layout = layout;
    }

    static List<ArchRule> of(Layout layout) {
        ModuleRules rules = new ModuleRules(layout);
        return List.of(
                rules.knowsNoOther("storage"),
                rules.doesNotKnow("storage", "storage.local"),
                rules.doesNotKnow("broker", "storage.local"),
                rules.doesNotKnow("broker", "cli"),
                rules.doesNotKnow("broker", "app"),
                rules.knowsNoOther("cli"),
                rules.nothingDependsOnApp(),
                rules.implementationsAreNamedByApp(),
                rules.packagesAreFreeOfCycles());
    }

    /// Storage on its own too: a storage that needs the coordinator could not hold another's log.
    private ArchRule knowsNoOther(String module) {
        return noClasses()
                .that()
                .resideInAPackage(layout.module(module))
                .should()
                .dependOnClassesThat(
                        resideInAPackage(layout.everything())
                                .and(resideOutsideOfPackage(layout.module(module))))
                .as("%s knows no other module".formatted(module))
                .allowEmptyShould(false);
    }

    private ArchRule doesNotKnow(String module, String other) {
        return noClasses()
                .that(
                        resideInAPackage(layout.module(module))
                                .and(resideOutsideOfPackage(layout.module(other))))
                .should()
                .dependOnClassesThat(resideInAPackage(layout.module(other)))
                .as("%s does not know %s".formatted(module, other))
                .allowEmptyShould(false);
    }

    private ArchRule nothingDependsOnApp() {
        return noClasses()
                .that(resideOutsideOfPackage(layout.module("app")))
                .should()
                .dependOnClassesThat(resideInAPackage(layout.module("app")))
                .as("nothing depends on app")
                .allowEmptyShould(false);
    }

    private ArchRule implementationsAreNamedByApp() {
        String[] implementations = {
            layout.module("storage.local"), layout.module("storage.memory")
        };
        return noClasses()
                .that(
                        resideOutsideOfPackages(implementations)
                                .and(resideOutsideOfPackage(layout.module("app"))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(implementations)
                .as("implementations of storage are named by app only")
                .allowEmptyShould(false);
    }

    private ArchRule packagesAreFreeOfCycles() {
        return slices().matching(layout.root() + ".(**)")
                .should()
                .beFreeOfCycles()
                .as("packages are free of cycles")
                .allowEmptyShould(false);
    }
}
