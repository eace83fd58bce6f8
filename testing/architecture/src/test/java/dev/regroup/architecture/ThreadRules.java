package dev.regroup.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/// What threads may do: see `docs/ARCHITECTURE.md`, "Threads".
final class ThreadRules {
    private ThreadRules() {}

    static List<ArchRule> of(Layout layout) {
        return List.of(
                noClasses()
                        .that(not(layout.typeAndNested("broker.Broker")))
                        .should()
                        .dependOnClassesThat(name("java.util.concurrent.CompletableFuture"))
                        .as("CompletableFuture is used by Broker only, while it starts")
                        .allowEmptyShould(false),
                noClasses()
                        .should()
                        .dependOnClassesThat(assignableTo(ThreadLocal.class))
                        .as("no ThreadLocal")
                        .allowEmptyShould(false),
                noClasses()
                        .should()
                        .callMethodWhere(sleeps())
                        .as("nothing sleeps")
                        .allowEmptyShould(false),
                noClasses()
                        .that()
                        .resideInAPackage(layout.module("broker.shard"))
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.io..", "java.net..", "java.nio.channels..", "java.nio.file..")
                        .as("shards know neither files nor sockets")
                        .allowEmptyShould(false));
    }

    private static DescribedPredicate<JavaMethodCall> sleeps() {
        return DescribedPredicate.describe(
                "sleep",
                call ->
                        call.getName().equals("sleep")
                                && call.getTargetOwner().getPackageName().startsWith("java."));
    }
}
