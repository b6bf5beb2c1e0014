package dev.halfbyte.loop.interp;

import dev.halfbyte.ir.Dim;
import java.util.Map;

/// Extents and coefficients at the dims of a run.
record DimValues(Map<String, Long> dims) {
  DimValues {
    dims = Map.copyOf(dims);
  }

  long of(Dim dim) {
    return dim.isFixed() ? dim.fixed() : dim.evaluate(dims);
  }
}
