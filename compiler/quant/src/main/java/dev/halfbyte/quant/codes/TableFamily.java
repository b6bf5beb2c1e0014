package dev.halfbyte.quant.codes;

import dev.halfbyte.ir.Encoding;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// A family whose array follows from the width of the codes alone: any parameters are fixed.
public non-sealed interface TableFamily extends ArrayFamily {
  /// The array for codes of `bits`.
  ///
  /// @throws IllegalArgumentException unless [#hasWidth]
  Encoding.Table table(int bits);

  /// The number that the end of a range becomes, whether or not an entry is that large.
  default long one(int bits) {
    return NearestCode.largest(table(bits));
  }

  /// Parameters by name, as a calibration file has them.
  default SortedMap<String, Long> parameters() {
    return Collections.unmodifiableSortedMap(new TreeMap<>());
  }
}
