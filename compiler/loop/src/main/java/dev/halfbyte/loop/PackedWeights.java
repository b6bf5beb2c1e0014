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
  COLUMNS_S4(1, 2);

  private final int bytes;
  private final int weights;

  PackedWeights(int bytes, int weights) {
    this.bytes = bytes;
    this.weights = weights;
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
