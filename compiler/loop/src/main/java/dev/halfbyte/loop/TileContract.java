package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;

/// The integer matrix leaf; each instruction set has one emitter for it.
///
/// For `r < rows`, `n < columns`: `output[r*NR + n] = initial[initialAt + n] + sum over k < depth
/// of activations[activationsAt + r*pitch + k] * w(k, n)`, in wrapping 32-bit arithmetic. Rows
/// `rows .. MR-1` of the output are unspecified; emitters may clamp row addresses to compute them
/// anyway. `activations` holds raw memory values: zero point and stored offset are folded into
/// `initial`. Elements between the true and the padded depth hold anything (their weights are
/// zero).
///
/// @param output scratch I32 of `MR * NR`
/// @param initial I32, padded to whole panels
/// @param activations I8, U8 or I32; rows `pitch` apart, `pitch >= depth`
/// @param rows valid rows, 1 to MR
/// @param columns valid columns of the panel, 1 to NR
/// @param weights in the form `format`: bytes, or I32 in columns
/// @param weightsAt first element of the panel
/// @param depth the padded reduced extent, a multiple of `tile.depth()`
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
    Dim depth)
    implements Statement.Simple {
  public TileContract {
    boolean legal =
        output.elem() == MemoryType.I32
            && initial.elem() == MemoryType.I32
            && (activations.elem() == MemoryType.I8
                || activations.elem() == MemoryType.U8
                || activations.elem() == MemoryType.I32)
            && (weights.elem().bytes() == 1 || isWide(weights, format))
            && (!depth.isFixed() || depth.fixed() % tile.depth() == 0);
    if (!legal) {
      throw new IllegalArgumentException("tile contract of " + activations + " and " + weights);
    }
  }

  private static boolean isWide(Buffer weights, PackedWeights format) {
    return weights.elem() == MemoryType.I32 && format == PackedWeights.COLUMNS_S8;
  }
}
