package dev.halfbyte.backend.verilog.bind;

import dev.halfbyte.backend.verilog.cmd.Dequantizer;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.rtl.Decoding;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a value of the program is to the accelerator.
sealed interface Bound {

  /// An f32 input, still with the host.
  record Host(Parameter parameter) implements Bound {}

  /// Codes in act or res.
  record Codes(Matrix matrix) implements Bound {}

  /// An f32 output, dequantized by the host.
  record Reals(Matrix matrix, Dequantizer dequantizer) implements Bound {}

  /// Accumulators, which exist only inside the task that requantizes them: `max` and `min` by
  /// `limits`, in their order, of `source * weights + bias`.
  ///
  /// @param decode what codes of the source stand for, where not for themselves
  /// @param bias per column, for stored codes: the zero point of the source is folded in
  record Sums(
      Matrix source, Optional<Decoding> decode, Weights weights, Channels bias, List<Limit> limits)
      implements Bound {
    public Sums {
      limits = List.copyOf(limits);
    }

    /// Adds a constant per column, below and above the limits.
    Sums plus(Channels addend) {
      List<Limit> moved =
          limits.stream().map(l -> new Limit(l.kind(), l.bound().plus(addend))).toList();
      return new Sums(source, decode, weights, bias.plus(addend), moved);
    }

    Sums limited(Limit limit) {
      List<Limit> extended = new ArrayList<>(limits);
      extended.add(limit);
      return new Sums(source, decode, weights, bias, extended);
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
