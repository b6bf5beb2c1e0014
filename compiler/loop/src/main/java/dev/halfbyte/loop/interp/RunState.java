package dev.halfbyte.loop.interp;

/// Where a run stands.
final class RunState {
  /// What runs, for messages.
  private String stage = "before the first stage";

  /// Number of the iteration that runs, counted over all stages of the run.
  private int iteration;

  /// The first iteration of the stage that runs.
  private int stageStart;

  /// How many operands enclose the present one whose value is not used.
  private int unused;

  void beginStage(String name) {
    stage = name;
    stageStart = iteration + 1;
  }

  void beginIteration() {
    iteration++;
  }

  int iteration() {
    return iteration;
  }

  int stageStart() {
    return stageStart;
  }

  void beginUnused() {
    unused++;
  }

  void endUnused() {
    unused--;
  }

  /// Whether the value that is computed counts; where it does not, it need not exist.
  boolean isUsed() {
    return unused == 0;
  }

  LoopFault fault(LoopFault.Kind kind, String message) {
    return new LoopFault(
        kind, "%s, iteration %d: %s".formatted(stage, iteration - stageStart, message));
  }
}
