package dev.halfbyte.driver.eval;

/// Scores of all pictures by one program, and what they cost.
///
/// @param variant what ran
/// @param seconds of all calls, by the clock, without building the program
public record ScoreRun(Scores scores, String variant, double seconds) {}
