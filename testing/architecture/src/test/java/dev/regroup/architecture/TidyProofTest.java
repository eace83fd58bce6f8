package dev.regroup.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.regroup.architecture.CatchRules.Allowed;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each rule of [TidyTest] fails on a snippet made to break it, and not on its neighbour.
class TidyProofTest {
    private static final String PATH = "broker/src/main/java/a/A.java";

    @Test
    void file_overItsLength_isFound() throws IOException {
        String most = "// line\n".repeat(499);
        assertEquals(List.of(), ShapeRules.check(parse(most + "class A {}\n")));
        assertEquals(
                List.of(new Finding(PATH, 0, "501 lines, at most 500")),
                ShapeRules.check(parse(most + "\nclass A {}\n")));
    }

    @Test
    void method_overItsLength_isFound() throws IOException {
        String method = "class A {\n void run() {\n%s }\n}\n";
        assertEquals(List.of(), ShapeRules.check(parse(method.formatted("\n".repeat(68)))));
        assertEquals(
                List.of(new Finding(PATH, 2, "run has 71 lines, at most 70")),
                ShapeRules.check(parse(method.formatted("\n".repeat(69)))));
    }

    @Test
    void parameters_moreThanFive_areFoundButForRecords() throws IOException {
        String six = "int a, int b, int c, int d, int e, int f";
        String record = "record A(%s) { A {} record B(%s) { B(%s) {} } }".formatted(six, six, six);
        assertEquals(List.of(), ShapeRules.check(parse("class A { void run(int a, int b) {} }")));
        assertEquals(
                1, ShapeRules.check(parse("class A { void run(%s) {} }".formatted(six))).size());
        assertEquals(1, ShapeRules.check(parse("class A { A(%s) {} }".formatted(six))).size());
        assertEquals(
                1, ShapeRules.check(parse("record A() { void run(%s) {} }".formatted(six))).size());
        assertEquals(
                0,
                ShapeRules.check(parse(record)).stream()
                        .filter(finding -> finding.what().contains("parameters"))
                        .count());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GroupManager",
                "ManagerOfGroups",
                "JoinHelper",
                "ByteUtils",
                "LogUtil",
                "LogImpl",
                "AbstractLog"
            })
    void name_ofNoMeaning_isFound(String name) throws IOException {
        assertEquals(1, ShapeRules.check(parse("class A { class %s {} }".formatted(name))).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Implicit", "Utility", "Abstraction", "Log"})
    void name_thatOnlyResemblesABannedOne_passes(String name) throws IOException {
        assertEquals(List.of(), ShapeRules.check(parse("class A { class %s {} }".formatted(name))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "class A { // TO" + "DO later\n}",
                "class A { /* FIX" + "ME */ }",
                "class A { // XX" + "X\n}",
                "class A { void a() throws Exception { Thread.sleep(1); } }",
                "class A { void a() { System.out.println(); } }",
                "class A { Object a = System.err; }",
                "class A { @Disabled void a() {} }",
                "class A { @org.junit.jupiter.api.Disabled(\"flaky\") void a() {} }"
            })
    void bannedWordOrCall_isFound(String text) throws IOException {
        assertEquals(1, WordRules.check(parse(text)).size());
    }

    @Test
    void printing_inTheCommandLine_passes() throws IOException {
        Source cli = new Source("cli/src/main/java/a/A.java", "class A { Object a = System.out; }");
        assertEquals(List.of(), WordRules.check(ParsedSource.parse(List.of(cli)).getFirst()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Exception", "Throwable", "RuntimeException", "RuntimeException | Error"})
    void broadCatch_unlessAllowed_isFound(String caught) throws IOException {
        ParsedSource source =
                parse("class A { void a() { try { a(); } catch (%s e) {} } }".formatted(caught));
        assertEquals(1, CatchRules.check(List.of(source), List.of()).size());
        assertEquals(List.of(), CatchRules.check(List.of(source), List.of(allowed(1))));
        assertEquals(1, CatchRules.check(List.of(source), List.of(allowed(2))).size());
        assertEquals(1, CatchRules.check(List.of(), List.of(allowed(1))).size());
    }

    @Test
    void narrowCatch_passes() throws IOException {
        ParsedSource source =
                parse("class A { void a() { try { a(); } catch (IllegalStateException e) {} } }");
        assertEquals(List.of(), CatchRules.check(List.of(source), List.of()));
    }

    @Test
    void package_withoutItsInfo_isFound() {
        Source type = new Source("m/src/main/java/a/A.java", "");
        Source test = new Source("m/src/test/java/a/ATest.java", "");
        Source unmarked = new Source("m/src/main/java/a/package-info.java", "package a;\n");
        Source marked =
                new Source(
                        "m/src/main/java/a/package-info.java", "/// A.\n@NullMarked\npackage a;");
        assertEquals(List.of(), PackageRules.check(List.of(type, test, marked)));
        assertEquals(1, PackageRules.check(List.of(type)).size());
        assertEquals(1, PackageRules.check(List.of(type, unmarked)).size());
        Source other = new Source("n/src/main/java/a/A.java", "");
        assertEquals(1, PackageRules.check(List.of(type, other, marked)).size());
    }

    @Test
    void dependency_withoutItsLine_isFound() {
        Source pom =
                new Source(
                        "pom.xml",
                        """
                        <dependency>
                            <groupId>org.example</groupId>
                            <artifactId>thing</artifactId>
                        </dependency>
                        <plugin>
                            <artifactId>maven-jar-plugin</artifactId>
                        </plugin>
                        """);
        String thing = "| `org.example:thing` | why |\n";
        String jar = "| `org.apache.maven.plugins:maven-jar-plugin` | why |\n";
        assertEquals(List.of(), documented(pom, thing + jar));
        assertEquals(1, documented(pom, thing).size());
        assertEquals(1, documented(pom, jar).size());
        assertEquals(1, documented(pom, thing + jar + "| `org.example:gone` | why |\n").size());
    }

    @Test
    void logMessage_thatTheDocumentLacks_isFound() throws IOException {
        String said = "class A { void a() { LOG.atWarn().setCause(e).log(\"Late\"); } }";
        assertEquals(List.of(), explained(said, "### WARN\n| `Late` | wait |\n"));
        assertEquals(1, explained(said, "").size());
        assertEquals(1, explained(said, "### WARN\n| `Late` | |\n| `Early` | |\n").size());
        assertEquals(2, explained(said, "### ERROR\n| `Late` | wait |\n").size());
        assertEquals(
                List.of(), explained("class A { void a() { LOG.atDebug().log(\"x\"); } }", ""));
    }

    @Test
    void logMessage_thatVaries_isFound() throws IOException {
        assertEquals(1, explained("class A { void a() { LOG.atInfo().log(name); } }", "").size());
        assertEquals(
                1,
                explained("class A { void a() { LOG.atInfo().setMessage(b + \"c\").log(); } }", "")
                        .size());
    }

    @Test
    void decisions_withGapsOrDoubles_areFound() {
        assertEquals(List.of(), DocumentRules.decisions("", List.of("0001-a.md", "0002-b.md")));
        assertEquals(1, DocumentRules.decisions("", List.of("0001-a.md", "0003-b.md")).size());
        assertEquals(1, DocumentRules.decisions("", List.of("0001-a.md", "0001-b.md")).size());
        assertEquals(1, DocumentRules.decisions("", List.of("0001-a.md", "notes.md")).size());
        assertEquals(1, DocumentRules.decisions("", List.of("0002-a.md")).size());
    }

    @Test
    void repository_isFoundFromAModule() throws IOException {
        assertTrue(Repository.find().names("docs").contains("dependencies.md"));
    }

    private static Allowed allowed(int count) {
        return new Allowed(PATH, count, "a proof");
    }

    private static List<Finding> documented(Source pom, String text) {
        return DocumentRules.dependencies(List.of(pom), new Source("docs/dependencies.md", text));
    }

    private static List<Finding> explained(String text, String document) throws IOException {
        return LogRules.check(List.of(parse(text)), new Source("docs/operations.md", document));
    }

    private static ParsedSource parse(String text) throws IOException {
        return ParsedSource.parse(List.of(new Source(PATH, text))).getFirst();
    }
}
