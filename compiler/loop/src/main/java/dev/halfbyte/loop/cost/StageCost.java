package dev.halfbyte.loop.cost;

import dev.halfbyte.loop.Stage;

/// What a stage is predicted to take in a run of its program, all its repetitions together.
///
/// @param calls how often it runs
public record StageCost(Stage stage, long calls, Cycles cycles) {}
