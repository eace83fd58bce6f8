/// What a review would have to remember, checked on bytecode ([ArchitectureTest]) and on the
/// sources ([TidyTest]). Every rule is shown to fail on code made to break it: `bad` holds the
/// classes, [TidyProofTest] the snippets.
@NullMarked
package dev.regroup.architecture;

import org.jspecify.annotations.NullMarked;
