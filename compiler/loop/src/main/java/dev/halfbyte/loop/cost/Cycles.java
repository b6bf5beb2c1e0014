package dev.halfbyte.loop.cost;

/// Predicted cycles by what they are spent on.
///
/// @param leaf tiles: products, or the weights that they wait for
/// @param tables maps of bytes by tables
/// @param loops everything that is computed element by element, packing among it
/// @param overhead calls of leaves and stages, entries of loops
public record Cycles(double leaf, double tables, double loops, double overhead) {
  public static final Cycles NONE = new Cycles(0, 0, 0, 0);

  static Cycles ofLeaf(double cycles, double overhead) {
    return new Cycles(cycles, 0, 0, overhead);
  }

  static Cycles ofTables(double cycles) {
    return new Cycles(0, cycles, 0, 0);
  }

  static Cycles ofLoops(double cycles) {
    return new Cycles(0, 0, cycles, 0);
  }

  static Cycles ofOverhead(double cycles) {
    return new Cycles(0, 0, 0, cycles);
  }

  Cycles plus(Cycles other) {
    return new Cycles(
        leaf + other.leaf, tables + other.tables, loops + other.loops, overhead + other.overhead);
  }

  Cycles times(double factor) {
    return new Cycles(leaf * factor, tables * factor, loops * factor, overhead * factor);
  }

  public double total() {
    return leaf + tables + loops + overhead;
  }
}
