package dev.halfbyte.loop;

import dev.halfbyte.ir.Dim;

/// How a weight panel lies in memory; `w(k, n)` is the weight of depth `k`, column `n` of the
/// panel, zero in the padding.
///
/// `NR`, `KU` are `columns`, `depth` of the [TileShape], `K` the padded depth. A panel has `K * NR`
/// weights; panels follow one another.
public enum PackedWeights {
  /// One s8 each, `[K/KU][NR][KU]`; F32 for a leaf for floats in steps of one.
  STEPS_S8(1, 1),
  /// Two s4 a byte, `[K/KU][NR/2][KU]`: column `n` plus 8 in the low, column `n + NR/2` in two's
  /// complement in the high nibble. As s8 the byte is `16 * w(k, n + NR/2) + w(k, n) + 8`, so that
  /// a dot product can take it as it is.
  STEPS_S4(1, 2),
  /// One s8 each, `[NR][K]`: a dot product runs over consecutive weights. Panels that are packed at
  /// run time for a leaf of wide activations hold I32 in this form, those of a leaf for floats F32.
  COLUMNS_S8(1, 1),
  /// Two s4 a byte, `[NR/2][K]`: column `n` in the low, column `n + NR/2` in the high nibble, both
  /// two's complement.
  COLUMNS_S4(1, 2),
  /// Four weights from -2 to 1 a byte, `[K/KU][NR/4][KU]`: field `j`, two bits from bit `2j` on,
  /// has column `n + j * NR/4`, in fields 0 to 2 plus 2, in field 3 in two's complement. As s8 the
  /// byte is `64 * w3 + 16 * (w2 + 2) + 4 * (w1 + 2) + w0 + 2`, so that dot products of the byte
  /// and of its low 6, 4 and 2 bits differ by those of the fields.
  STEPS_S2(1, 4),
  /// Four weights from -2 to 1 a byte, `[NR/4][K]`: field `j` has column `n + j * NR/4`, all in
  /// two's complement.
  COLUMNS_S2(1, 4);

  private final int bytes;
  private final int weights;

  PackedWeights(int bytes, int weights) {
    this.bytes = bytes;
    this.weights = weights;
  }

  /// Weights in one element; the columns of a panel are a multiple of it.
  public int together() {
    return weights;
  }

  /// Elements of a panel of a symbolic padded depth.
  public Dim panelSize(TileShape tile, Dim depth) {
    return depth.times(Dim.of((long) tile.columns() * bytes / weights));
  }

  /// Bytes of a panel.
  public long panelBytes(TileShape tile, long depth) {
    return depth * tile.columns() * bytes / weights;
  }
}
