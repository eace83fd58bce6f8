package dev.regroup.cli.demo.model;

import java.util.ArrayList;
import java.util.List;

/// The counts at the end.
///
/// @param inTopic records, as the broker says
/// @param distinct records that were processed at least once
/// @param mayComeAgain records that had been processed but not committed when their owner was
///   killed or lost them
public record Counts(long fed, long inTopic, long distinct, long duplicates, long mayComeAgain) {

    /// What is wrong with them, in words; empty if they agree.
    public List<String> disagreements() {
        List<String> wrong = new ArrayList<>();
        if (fed != inTopic) {
            wrong.add("%,d lines were fed, but the topic holds %,d".formatted(fed, inTopic));
        }
        if (inTopic != distinct) {
            wrong.add(
                    "the topic holds %,d records, but %,d were processed"
                            .formatted(inTopic, distinct));
        }
        if (duplicates > mayComeAgain) {
            wrong.add(
                    "%,d records came again, but only %,d were uncommitted"
                            .formatted(duplicates, mayComeAgain));
        }
        if (duplicates == 0 && mayComeAgain > 0) {
            wrong.add("%,d records were uncommitted, but none came again".formatted(mayComeAgain));
        }
        return wrong;
    }
}
