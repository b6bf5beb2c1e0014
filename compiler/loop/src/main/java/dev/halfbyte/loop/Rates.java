package dev.halfbyte.loop;

/// What a core of a target does in a cycle, for predictions; measured by `./dev bench cpu fit`.
///
/// @param gigahertz cycles in a nanosecond
public record Rates(double gigahertz, Leaf leaf, Memory memory, Loops loops) {
  /// The tile leaves.
  ///
  /// @param products of integers in a cycle
  /// @param floatProducts in a cycle
  /// @param blockRows rows whose sums stay in registers together, for each of which a panel is read
  ///   once
  /// @param callCycles of a call of a leaf for a tile of [#CALL_COLUMNS] columns, beside its
  ///   products
  /// @param tableBytes that a table of 64 entries maps in a cycle; larger ones take longer
  public record Leaf(
      double products, double floatProducts, int blockRows, double callCycles, double tableBytes) {
    /// Columns that [#callCycles] are of.
    public static final int CALL_COLUMNS = 32;
  }

  /// Bytes in a cycle by where they lie.
  ///
  /// @param near of the first and second level of the caches
  /// @param far of the last level
  /// @param main beyond the caches
  /// @param nearSize bytes that the near ones hold, `farSize` those of the far one
  public record Memory(double near, double far, double main, long nearSize, long farSize) {
    /// Bytes in a cycle of something that is `size` bytes large as a whole.
    public double of(double size) {
      return size <= nearSize ? near : size <= farSize ? far : main;
    }
  }

  /// Loops that the compiler of the target makes.
  ///
  /// @param lanes 32-bit operations of a vector
  /// @param vectors vector operations in a cycle
  /// @param scalars operations in a cycle where there are no vectors
  /// @param entryCycles of entering a loop
  /// @param stageCycles of a call of a stage
  public record Loops(
      int lanes, double vectors, double scalars, double entryCycles, double stageCycles) {}
}
