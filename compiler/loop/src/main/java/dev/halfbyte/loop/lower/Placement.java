package dev.halfbyte.loop.lower;

import dev.halfbyte.ir.Value;

/// Where a node is computed.
sealed interface Placement {
  /// A value with memory, written by stages of its own; it names its group.
  record Root(Value group) implements Placement {}

  /// Computed once per element of the group's root, in the same iteration.
  record Inline(Value group) implements Placement {}

  /// Computed once per element that reduction `reduction` reads.
  record Prologue(Value reduction) implements Placement {}

  /// A value with memory that is computed, and stored, where reduction `reduction` reads it.
  record InPassing(Value reduction) implements Placement {}

  /// Costs nothing: a view, an alias, a predicate over indices or a constant, resolved at each use.
  record Access() implements Placement {}

  /// So cheap that each user computes it again, rather than that it gets memory.
  record Repeated() implements Placement {}

  /// Nobody uses it.
  record Dead() implements Placement {}
}
