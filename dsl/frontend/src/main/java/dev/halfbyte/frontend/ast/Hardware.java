package dev.halfbyte.frontend.ast;

import dev.halfbyte.source.Span;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// A `hardware` block: the accelerator to compute on. The verilog backend says what it does not
/// support.
///
/// @param items in source order, the names of one kind unique
/// @param span the name of the block
public record Hardware(String name, List<Item> items, Span span) {
  /// Copies the items.
  public Hardware {
    items = List.copyOf(items);
  }

  /// One line of the block.
  public sealed interface Item {
    /// Where it is written.
    Span span();
  }

  /// `array mac 1 x 64 x 4 { act u4 | s8, weight s4, acc 24, skip act }`: rows x columns x lanes of
  /// multipliers.
  ///
  /// @param activations types an activation code may have, empty if not stated
  /// @param weights types a weight code may have, empty if not stated
  /// @param accumulatorBits absent: left to the backend
  /// @param engines rows that pass at a time, each on an engine of its own; absent: one
  /// @param skip the operands whose zeros are skipped: `act`, `weight`
  public record Array(
      String name,
      int rows,
      int columns,
      int lanes,
      List<ElementType> activations,
      List<ElementType> weights,
      OptionalLong accumulatorBits,
      OptionalLong engines,
      List<String> skip,
      Span span)
      implements Item {
    /// Copies the lists.
    public Array {
      activations = List.copyOf(activations);
      weights = List.copyOf(weights);
      skip = List.copyOf(skip);
    }
  }

  /// `unit row x 1 { lanes 16, ops softmax layernorm }`: `count` units of the kind `name`.
  public record Unit(String name, int count, OptionalLong lanes, List<String> ops, Span span)
      implements Item {
    /// Copies the ops.
    public Unit {
      ops = List.copyOf(ops);
    }
  }

  /// `mem act 128 KiB banks 8`, `mem weight 64 KiB double`.
  public record Memory(
      String name, long bytes, OptionalLong banks, boolean doubleBuffered, Span span)
      implements Item {}

  /// `port in, out axis 64`.
  ///
  /// @param kind `axis`, `axilite` or `axi4`
  public record Port(List<String> names, String kind, OptionalLong width, Span span)
      implements Item {
    /// Copies the names.
    public Port {
      names = List.copyOf(names);
    }
  }

  /// `clock 200 MHz on ecp5`.
  public record Clock(Rational hertz, Optional<String> device, Span span) implements Item {}

  /// `require cycles(vit_block) <= 600 k`: a figure that the build must reach.
  ///
  /// @param limit with `k` and `%` multiplied out
  public record Requirement(
      String metric, Optional<String> subject, Relation relation, Rational limit, Span span)
      implements Item {}

  /// How a figure is compared with its limit.
  public enum Relation {
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    EQUAL
  }
}
