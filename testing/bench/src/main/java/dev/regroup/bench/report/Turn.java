package dev.regroup.bench.report;

/// One round of one broker, and who else used the machine meanwhile.
///
/// @param round from 1
/// @param othersShare of all processors, 0 to 1
public record Turn(String scenario, int round, String broker, double seconds, double othersShare) {}
