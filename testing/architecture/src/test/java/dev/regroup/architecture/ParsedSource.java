package dev.regroup.architecture;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// A Java file as the JDK's own parser reads it: syntax only, no types resolved.
record ParsedSource(Source source, CompilationUnitTree unit, SourcePositions positions) {
    static List<ParsedSource> parse(List<Source> sources) throws IOException {
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task =
                (JavacTask)
                        ToolProvider.getSystemJavaCompiler()
                                .getTask(
                                        null,
                                        null,
                                        problems,
                                        List.of("-proc:none"),
                                        null,
                                        sources.stream().map(Text::new).toList());
        SourcePositions positions = Trees.instance(task).getSourcePositions();
        List<ParsedSource> parsed = new ArrayList<>();
        Iterator<Source> source = sources.iterator();
        for (CompilationUnitTree unit : task.parse()) {
            parsed.add(new ParsedSource(source.next(), unit, positions));
        }
        if (!problems.getDiagnostics().isEmpty() || parsed.size() != sources.size()) {
            throw new IllegalStateException("cannot parse: " + problems.getDiagnostics());
        }
        return parsed;
    }

    long firstLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
    }

    long lastLine(Tree tree) {
        return unit.getLineMap().getLineNumber(positions.getEndPosition(unit, tree));
    }

    Finding finding(Tree tree, String what) {
        return new Finding(source.path(), firstLine(tree), what);
    }

    private static final class Text extends SimpleJavaFileObject {
        private final String text;

        Text(Source source) {
            super(URI.create("string:///" + source.path()), Kind.SOURCE);
            this.text = source.text();
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
