package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.Dequantizer;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.rtl.Decoding;
import dev.halfbyte.rtl.Reduction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a value of the program is to the accelerator.
sealed interface Bound {

  /// An f32 input, still with the host.
  ///
  /// @param first the first of its elements that the value has
  record Host(Parameter parameter, long first) implements Bound {}

  /// Codes in act or res.
  ///
  /// @param lead the number of groups where the value has them in front of its rows; else 1
  record Codes(Matrix matrix, int lead) implements Bound {
    static Codes of(Matrix matrix) {
      return new Codes(matrix, 1);
    }
  }

  /// Codes in act or res, a matrix for each group; the value has the groups in front of its rows.
  record Heads(List<Matrix> matrices) implements Bound {
    public Heads {
      matrices = List.copyOf(matrices);
    }
  }

  /// Codes that only exist as weights of later products.
  ///
  /// @param lead as for [Codes]
  record Turned(ComputedWeights weights, int lead) implements Bound {}

  /// An f32 output, dequantized by the host.
  record Reals(Matrix matrix, Dequantizer dequantizer) implements Bound {}

  /// One product.
  ///
  /// @param group the group of the source that is multiplied; empty for all
  record Part(Matrix source, Optional<Integer> group, WeightSource weights) {
    Part of(Matrix other) {
      return new Part(other, group, weights);
    }
  }

  /// Accumulators, which exist only inside the tasks that requantize them: `max` and `min` by
  /// `limits`, in their order, of `source * weights + bias`.
  ///
  /// @param parts products side by side, of equal extents: the groups of the value
  /// @param decode what codes of the sources stand for, where not for themselves
  /// @param range what the sums reach, per column of all parts
  /// @param bias per column of all parts, for stored codes: the zero point of the source is folded
  ///   in
  /// @param lead the number of groups where the value has them in front of its rows; else 1
  record Sums(
      List<Part> parts,
      Optional<Decoding> decode,
      SumRange range,
      Channels bias,
      List<Limit> limits,
      int lead)
      implements Bound {
    public Sums {
      parts = List.copyOf(parts);
      limits = List.copyOf(limits);
    }

    /// Returns the rows of every part.
    int rows() {
      return parts.getFirst().source().rows();
    }

    /// Returns the columns of one part.
    int partCols() {
      return parts.getFirst().weights().n();
    }

    /// Returns the columns of all parts.
    int cols() {
      return parts.size() * partCols();
    }

    /// Returns the same sums of other products of equal columns.
    Sums of(List<Part> others) {
      return new Sums(others, decode, range, bias, limits, lead);
    }

    /// Adds a constant per column, below and above the limits.
    Sums plus(Channels addend) {
      List<Limit> moved =
          limits.stream().map(l -> new Limit(l.kind(), l.bound().plus(addend))).toList();
      return new Sums(parts, decode, range, bias.plus(addend), moved, lead);
    }

    Sums limited(Limit limit) {
      List<Limit> extended = new ArrayList<>(limits);
      extended.add(limit);
      return new Sums(parts, decode, range, bias, extended, lead);
    }
  }

  /// Reduced rows, which exist only inside the tasks that requantize them: `max` and `min` by
  /// `limits`, in their order, of what the rows of each group of `rows` become, plus `bias`.
  ///
  /// @param source the codes
  /// @param bias per column, for stored codes
  record Reduced(
      Matrix source, Reduction.Kind kind, RowGroups rows, Channels bias, List<Limit> limits)
      implements Bound {
    public Reduced {
      limits = List.copyOf(limits);
    }

    /// Adds a constant per column, below and above the limits.
    Reduced plus(Channels addend) {
      List<Limit> moved =
          limits.stream().map(l -> new Limit(l.kind(), l.bound().plus(addend))).toList();
      return new Reduced(source, kind, rows, bias.plus(addend), moved);
    }

    Reduced limited(Limit limit) {
      List<Limit> extended = new ArrayList<>(limits);
      extended.add(limit);
      return new Reduced(source, kind, rows, bias, extended);
    }
  }

  /// `max(v, bound)` or `min(v, bound)`, per column.
  record Limit(Kind kind, Channels bound) {
    enum Kind {
      AT_LEAST,
      AT_MOST
    }
  }
}
