package dev.halfbyte.backend.verilog.bind;

/// Where the weights of a product come from.
public sealed interface WeightSource {
  /// Returns the reduced extent.
  int k();

  /// Returns the number of columns.
  int n();

  /// Constants, loaded before they are used.
  record Fixed(Weights weights) implements WeightSource {
    @Override
    public int k() {
      return weights.k();
    }

    @Override
    public int n() {
      return weights.n();
    }
  }

  /// What an earlier product wrote.
  ///
  /// @param group which of its matrices
  record Computed(ComputedWeights weights, int group) implements WeightSource {
    @Override
    public int k() {
      return weights.k();
    }

    @Override
    public int n() {
      return weights.n();
    }
  }
}
