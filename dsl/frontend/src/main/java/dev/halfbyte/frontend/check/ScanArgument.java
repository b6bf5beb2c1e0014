package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.source.Span;

/// An argument of a scan after the function.
sealed interface ScanArgument {
  /// Where it is written.
  Span span();

  /// The carried value or a sequence.
  record Whole(Tensor tensor, Span span) implements ScanArgument {}

  /// A number, given to every step as it is.
  record Fixed(Symbol symbol, Span span) implements ScanArgument {}
}
