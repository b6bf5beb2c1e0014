package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;
import java.util.Optional;
import java.util.stream.Stream;

/// The matrix leaf; each instruction set has one emitter for it.
///
/// For `r < rows`, `n < columns`: `output[r*NR + n] = initial[initialAt + n] + sum over k < depth
/// of activations[activationsAt + r*pitch + k] * w(k, n)`, in wrapping 32-bit arithmetic. Rows
/// `rows .. MR-1` of the output are unspecified; emitters may clamp row addresses to compute them
/// anyway. `activations` holds raw memory values: zero point and stored offset are folded into
/// `initial`. Elements between the true and the padded depth hold anything (their weights are
/// zero).
///
/// Where all operands are F32, products are added in ascending order of `k`, each by one `fma`, to
/// the initial value; the depth has no padding.
///
/// @param output scratch I32 or F32 of `MR * NR`
/// @param initial of the same type, padded to whole panels
/// @param activations I8, U8, I32 or F32; rows `pitch` apart, `pitch >= depth`
/// @param rows valid rows, 1 to MR
/// @param columns valid columns of the panel, 1 to NR
/// @param weights in the form `format`: bytes, I32 in columns, or F32
/// @param weightsAt first element of the panel
/// @param depth the padded reduced extent, a multiple of `tile.depth()`
/// @param factors bounds of what is multiplied, where neither factor is padding
/// @param steps those steps of the depth whose products may be other than 0, where they are listed;
///   all others may be left out
/// @param groups runs of the depth whose sums are multiplied before they are added
public record TileContract(
    Buffer output,
    Buffer initial,
    Index initialAt,
    Buffer activations,
    Index activationsAt,
    Dim pitch,
    Bound rows,
    Bound columns,
    Buffer weights,
    Index weightsAt,
    PackedWeights format,
    TileShape tile,
    Dim depth,
    Factors factors,
    Optional<StepList> steps,
    Optional<Groups> groups)
    implements Statement.Simple {
  public TileContract {
    boolean floats =
        Stream.of(output, initial, activations, weights).allMatch(b -> b.elem() == MemoryType.F32)
            && (format == PackedWeights.COLUMNS_S8 || format == PackedWeights.STEPS_S8)
            && tile.depth() == 1;
    boolean integers =
        output.elem() == MemoryType.I32
            && initial.elem() == MemoryType.I32
            && (activations.elem() == MemoryType.I8
                || activations.elem() == MemoryType.U8
                || activations.elem() == MemoryType.I32)
            && (weights.elem().bytes() == 1 || isWide(weights, format))
            && (!depth.isFixed() || depth.fixed() % tile.depth() == 0);
    boolean single = rows.equals(Bound.of(Dim.ONE));
    boolean listed = steps.stream().allMatch(s -> integers && (single || s.values().isEmpty()));
    boolean whole = tile.columns() % format.together() == 0;
    boolean grouped = groups.isEmpty() || isGrouped(depth, tile, format, steps, groups.get());
    if (!floats && !integers || !listed || !grouped || !whole) {
      throw new IllegalArgumentException("tile contract of " + activations + " and " + weights);
    }
  }

  /// Bounds from the types in memory alone.
  public TileContract(
      Buffer output,
      Buffer initial,
      Index initialAt,
      Buffer activations,
      Index activationsAt,
      Dim pitch,
      Bound rows,
      Bound columns,
      Buffer weights,
      Index weightsAt,
      PackedWeights format,
      TileShape tile,
      Dim depth) {
    this(
        output,
        initial,
        initialAt,
        activations,
        activationsAt,
        pitch,
        rows,
        columns,
        weights,
        weightsAt,
        format,
        tile,
        depth,
        Factors.of(activations.elem(), weights.elem()),
        Optional.empty(),
        Optional.empty());
  }

  private static boolean isGrouped(
      Dim depth, TileShape tile, PackedWeights format, Optional<StepList> steps, Groups groups) {
    boolean inSteps = format == PackedWeights.STEPS_S4 || format == PackedWeights.STEPS_S8;
    return inSteps
        && steps.isEmpty()
        && groups.multipliers().elem() == MemoryType.U8
        && groups.depth() % Groups.UNIT == 0
        && Groups.UNIT % tile.depth() == 0
        && depth.isFixed()
        && depth.fixed() % groups.depth() == 0;
  }

  /// Multipliers: the sum over `k` is that of `multipliers[at + k / depth * NR + n] * activations *
  /// w(k, n)`. Only for panels in steps.
  ///
  /// @param multipliers U8, a row of NR for each group
  /// @param depth elements of a group, a multiple of [#UNIT]
  public record Groups(Buffer multipliers, Index at, long depth) {
    /// What all leaves take at a time divides it.
    public static final int UNIT = 16;
  }

  /// Largest magnitudes in memory.
  public record Factors(long activation, long weight) {
    private static Factors of(MemoryType activation, MemoryType weight) {
      return new Factors(largest(activation), largest(weight));
    }

    private static long largest(MemoryType type) {
      return 1L << Byte.SIZE * type.bytes();
    }

    /// Bounds of both.
    public Factors max(Factors other) {
      return new Factors(Math.max(activation, other.activation), Math.max(weight, other.weight));
    }
  }

  /// Whether this is the leaf for floats.
  public boolean isFloat() {
    return output.elem() == MemoryType.F32;
  }

  private static boolean isWide(Buffer weights, PackedWeights format) {
    return weights.elem() == MemoryType.I32 && format == PackedWeights.COLUMNS_S8;
  }
}
