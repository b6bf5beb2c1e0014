package dev.halfbyte.interp;

import dev.halfbyte.ir.AffineIndex;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.RunCode;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Elements change place; indices become predicates.
final class Movements {
  private static final int OUTSIDE = -1;

  private final Map<String, Long> dims;

  Movements(Map<String, Long> dims) {
    this.dims = dims;
  }

  Cells view(View view, Cells operand) {
    TensorType type = new TensorType(operand.type().elem(), view.map().shape().bind(dims));
    int[] source = sources(view, operand, type.shape());
    if (operand.isFloat()) {
      float[] from = operand.floats();
      float[] to = new float[source.length];
      for (int i = 0; i < to.length; i++) {
        to[i] = source[i] == OUTSIDE ? 0 : from[source[i]];
      }
      return Cells.ofFloats(type, to);
    }
    long zero = view.map().padded() ? zero(operand.type().elem()) : 0;
    long[] from = operand.longs();
    long[] to = new long[source.length];
    for (int i = 0; i < to.length; i++) {
      to[i] = source[i] == OUTSIDE ? zero : from[source[i]];
    }
    return Cells.ofLongs(type, to);
  }

  private static long zero(ElemType type) {
    return switch (type) {
      case ElemType.CodeType(Encoding encoding) ->
          encoding.zeroCode().orElseThrow(() -> new CompilerBug("padding without a zero code"));
      case ElemType.IntType _, ElemType.BoolType _, ElemType.FloatType _ -> 0;
    };
  }

  /// For each output element the operand element it reads, or [#OUTSIDE].
  private int[] sources(View view, Cells operand, Shape result) {
    int[] sources = new int[Offsets.count(result)];
    long[] extents = operand.extents();
    long[] strides = Offsets.strides(extents);
    for (int axis = 0; axis < extents.length; axis++) {
      long[] index = values(view.map().indices().get(axis), result);
      for (int i = 0; i < sources.length; i++) {
        if (index[i] < 0 || index[i] >= extents[axis]) {
          if (!view.map().padded()) {
            throw outside(axis, index[i], operand.type());
          }
          sources[i] = OUTSIDE;
        } else if (sources[i] != OUTSIDE) {
          sources[i] += (int) (index[i] * strides[axis]);
        }
      }
    }
    return sources;
  }

  private static DiagnosticException outside(int axis, long index, TensorType type) {
    return new DiagnosticException(
        Diagnostic.error(
                RunCode.OUT_OF_BOUNDS, "axis " + axis + " of " + type + " is read at " + index)
            .help("state what lies outside with `else 0`, or bound the dims"));
  }

  /// The value of an index expression at every index of `shape`.
  private long[] values(AffineIndex index, Shape shape) {
    long[] coefficients = new long[shape.rank()];
    for (AffineIndex.Term term : index.terms()) {
      coefficients[term.position()] = term.coefficient();
    }
    requireNarrow(index, shape);
    return Offsets.all(shape.extents(), coefficients, index.constant().evaluate(dims));
  }

  private void requireNarrow(AffineIndex index, Shape shape) {
    try {
      long reach = Math.absExact(index.constant().evaluate(dims));
      for (AffineIndex.Term term : index.terms()) {
        long extent = shape.dim(term.position()).fixed();
        reach = Math.addExact(reach, Math.multiplyExact(Math.absExact(term.coefficient()), extent));
      }
    } catch (ArithmeticException overflow) {
      throw new DiagnosticException(
          Diagnostic.error(RunCode.OUT_OF_BOUNDS, "index " + index + " leaves 64 bits")
              .help("use smaller numbers in index expressions and conditions"));
    }
  }

  Cells mask(Mask mask) {
    Shape shape = new Shape(mask.extents()).bind(dims);
    long[] present = new long[Offsets.count(shape)];
    Arrays.fill(present, 1);
    for (AffineIndex condition : mask.conditions()) {
      long[] value = values(condition, shape);
      for (int i = 0; i < present.length; i++) {
        present[i] &= value[i] >= 0 ? 1 : 0;
      }
    }
    return Cells.ofLongs(new TensorType(ElemType.BOOL, shape), present);
  }

  Cells concat(Concat concat, List<Cells> parts, TensorType type) {
    boolean floats = parts.getFirst().isFloat();
    int count = Offsets.count(type.shape());
    float[] floatResult = new float[floats ? count : 0];
    long[] longResult = new long[floats ? 0 : count];
    long[] extents = type.shape().extents();
    int outer = product(extents, 0, concat.axis());
    int pitch = product(extents, concat.axis(), extents.length);
    int start = 0;
    for (Cells part : parts) {
      int block = product(part.extents(), concat.axis(), extents.length);
      for (int i = 0; i < outer; i++) {
        if (floats) {
          System.arraycopy(part.floats(), i * block, floatResult, i * pitch + start, block);
        } else {
          System.arraycopy(part.longs(), i * block, longResult, i * pitch + start, block);
        }
      }
      start += block;
    }
    return floats ? Cells.ofFloats(type, floatResult) : Cells.ofLongs(type, longResult);
  }

  private static int product(long[] extents, int from, int to) {
    long product = 1;
    for (int axis = from; axis < to; axis++) {
      product *= extents[axis];
    }
    return Math.toIntExact(product);
  }

  /// Rows written into a copy of the state; the run owns it from here on.
  static Cells append(Cells state, Cells rows, long length) {
    long capacity = state.extents()[0];
    long more = rows.extents()[0];
    if (length < 0 || length + more > capacity) {
      throw new DiagnosticException(
          Diagnostic.error(
              RunCode.OUT_OF_BOUNDS,
              "%d rows after %d do not fit a state of %d rows".formatted(more, length, capacity)));
    }
    int at = capacity == 0 ? 0 : Math.toIntExact(length * (state.count() / capacity));
    if (state.isFloat()) {
      float[] next = state.floats().clone();
      System.arraycopy(rows.floats(), 0, next, at, rows.count());
      return Cells.ofFloats(state.type(), next);
    }
    long[] next = state.longs().clone();
    System.arraycopy(rows.longs(), 0, next, at, rows.count());
    return Cells.ofLongs(state.type(), next);
  }
}
