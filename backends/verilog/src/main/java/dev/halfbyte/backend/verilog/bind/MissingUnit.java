package dev.halfbyte.backend.verilog.bind;

/// What kernels may ask for and the accelerator does not have.
enum MissingUnit {
  COMPUTED_OPERANDS("array with two computed operands (its weights from the scratchpad)"),
  GROUP_SUMS("multiplier of sums of groups of weights"),
  MASKED_ARRAY("mask input of the array"),
  SOFTMAX("softmax unit"),
  OTHER_SOFTMAX("softmax unit for other forms than `norm late` and `norm early`"),
  LAYER_NORM("layernorm unit"),
  ROW_SCALE("row scaler (multipliers computed at run time)"),
  ROW_REDUCTION("row reduction unit"),
  OTHER_REDUCTION(
      "row reduction unit for other forms than sums, maxima and minima over whole rows"),
  MASK("mask unit"),
  ARITHMETIC("arithmetic unit for codes"),
  DATA_MOVER("data mover (transposes, slices but of consecutive rows, broadcasts, concatenation)"),
  STATE("state memory");

  private final String title;

  MissingUnit(String title) {
    this.title = title;
  }

  /// Returns what the unit is called in diagnostics.
  String title() {
    return title;
  }
}
