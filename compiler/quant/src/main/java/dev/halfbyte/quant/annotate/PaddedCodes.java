package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.source.Diagnostic;
import dev.halfbyte.source.DiagnosticException;

/// Padding reads zero, which signs alone cannot show.
final class PaddedCodes {
  private PaddedCodes() {}

  /// @param movement what is repeated on codes of `encoding`
  /// @param name of its result
  /// @throws DiagnosticException where it pads and no code is zero
  static void requireZero(Node movement, Encoding encoding, String name) {
    if (movement.op() instanceof View view
        && view.map().padded()
        && encoding.zeroCode().isEmpty()) {
      String place = movement.origin().map(origin -> " at " + origin).orElse("");
      throw new DiagnosticException(
          Diagnostic.error(
                  QuantCode.NO_ZERO,
                  "`%s`%s is padded with zeros, and no code of `%s` is zero"
                      .formatted(name, place, encoding))
              .help("choose codes with a zero for it, such as `s2` or `u2 ternary`"));
    }
  }
}
