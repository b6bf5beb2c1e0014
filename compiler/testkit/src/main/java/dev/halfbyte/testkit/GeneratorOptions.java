package dev.halfbyte.testkit;

/// What generated programs may hold.
///
/// @param maxSteps at most this many productions, each of one to four nodes
/// @param domain which element types are computed on
/// @param sugar whether sugar ops occur
/// @param symbolic whether extents may be symbolic dims
/// @param scans whether loops over an axis occur
/// @param state whether linear state occurs
/// @param specials whether float data holds infinities, NaN, subnormals and zeros of both signs
public record GeneratorOptions(
    int maxSteps,
    Domain domain,
    boolean sugar,
    boolean symbolic,
    boolean scans,
    boolean state,
    boolean specials) {
  /// Which element types are computed on.
  public enum Domain {
    /// binary32 and predicates.
    FLOAT,
    /// Integers and codes; floats only come in to quantizers and leave from dequantizers.
    INTEGER,
    /// All of them, with quantizers and dequantizers anywhere.
    MIXED,
    /// Quantized networks of the ops that an integer accelerator has units for, at most 40 columns
    /// wide, rows fixed or symbolic.
    NETWORK
  }

  /// Everything the IR has.
  public static GeneratorOptions everything(int maxSteps) {
    return new GeneratorOptions(maxSteps, Domain.MIXED, true, true, true, true, true);
  }

  /// Core programs as backends meet them.
  public static GeneratorOptions core(int maxSteps, Domain domain) {
    return new GeneratorOptions(maxSteps, domain, false, true, true, true, true);
  }

  /// Core programs of fixed extents without scans and state.
  public static GeneratorOptions plain(int maxSteps, Domain domain) {
    return new GeneratorOptions(maxSteps, domain, false, false, false, false, false);
  }

  /// Quantized networks as an integer accelerator runs them.
  public static GeneratorOptions network(int maxSteps) {
    return new GeneratorOptions(maxSteps, Domain.NETWORK, false, true, false, false, true);
  }

  boolean floats() {
    return switch (domain) {
      case FLOAT, MIXED -> true;
      case INTEGER, NETWORK -> false;
    };
  }

  boolean integers() {
    return switch (domain) {
      case INTEGER, MIXED, NETWORK -> true;
      case FLOAT -> false;
    };
  }
}
