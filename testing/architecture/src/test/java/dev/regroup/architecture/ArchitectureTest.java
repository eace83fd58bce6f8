package dev.regroup.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// The dependency rules on the product's bytecode, and the proof that each of them can fail.
class ArchitectureTest {
    @TestFactory
    Stream<DynamicTest> productKeepsTheRule() {
        JavaClasses product =
                new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(Layout.PRODUCT.root());
        return rules(Layout.PRODUCT).stream()
                .map(rule ->
                        DynamicTest.dynamicTest(rule.getDescription(), () -> rule.check(product)));
    }

    @TestFactory
    Stream<DynamicTest> ruleFailsOnClassesMadeToBreakIt() {
        JavaClasses bad = bad();
        return rules(Layout.BAD).stream()
                .map(rule ->
                        DynamicTest.dynamicTest(
                                rule.getDescription(),
                                () -> assertTrue(rule.evaluate(bad).hasViolation())));
    }

    @Test
    void purity_isBrokenByEachImpureCall() {
        List<String> found = new ArrayList<>();
        for (ArchRule rule : PurityRules.of(Layout.BAD)) {
            found.addAll(rule.evaluate(bad()).getFailureReport().getDetails());
        }

        List<String> missed =
                Stream.of(
                                "System.currentTimeMillis()",
                                "System.nanoTime()",
                                "System.getProperty(",
                                "java.lang.System.out",
                                "Math.random()",
                                "UUID.randomUUID()",
                                "Collections.shuffle(",
                                "java.time.Instant",
                                "java.lang.Thread",
                                "java.util.Random",
                                "java.util.Timer",
                                "java.util.concurrent.",
                                "java.util.logging.",
                                "java.io.",
                                "java.net.",
                                "java.nio.file.")
                        .filter(call -> found.stream().noneMatch(line -> line.contains(call)))
                        .toList();
        assertEquals(List.of(), missed);
    }

    private static JavaClasses bad() {
        return new ClassFileImporter().importPackages(Layout.BAD.root());
    }

    private static List<ArchRule> rules(Layout layout) {
        return Stream.of(
                        PurityRules.of(layout),
                        ModuleRules.of(layout),
                        KafkaRules.of(layout),
                        ThreadRules.of(layout))
                .flatMap(List::stream)
                .toList();
    }
}
