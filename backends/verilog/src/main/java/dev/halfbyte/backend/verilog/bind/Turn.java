package dev.halfbyte.backend.verilog.bind;

/// How a product wants a value as its weights.
///
/// @param lead the number of groups where the value has them in front of its rows; else 1
record Turn(ComputedWeights.Form form, int groups, int k, int n, int lead) {
  static Turn of(ProductPlan plan) {
    return new Turn(plan.form(), plan.groups(), plan.k(), plan.n(), plan.weightLead());
  }

  int rows() {
    return switch (form) {
      case COLUMNS -> n;
      case ROWS -> k;
    };
  }

  /// Returns the columns of one group.
  int cols() {
    return switch (form) {
      case COLUMNS -> k;
      case ROWS -> n;
    };
  }
}
