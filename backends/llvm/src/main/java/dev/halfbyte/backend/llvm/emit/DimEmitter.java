package dev.halfbyte.backend.llvm.emit;

import dev.halfbyte.backend.llvm.text.FunctionText;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.source.CompilerBug;
import java.util.Map;

/// Extents as 64-bit integer code.
final class DimEmitter {
  private final FunctionText text;
  private final Map<String, String> symbols;

  /// @param symbols the operand that holds each symbol
  DimEmitter(FunctionText text, Map<String, String> symbols) {
    this.text = text;
    this.symbols = symbols;
  }

  /// The operand that holds `dim`: a literal where it is fixed.
  String emit(Dim dim) {
    if (dim.isFixed()) {
      return Long.toString(dim.fixed());
    }
    String sum = "";
    for (Dim.Term term : dim.terms()) {
      String product = term(term);
      sum = sum.isEmpty() ? product : text.value("add i64 %s, %s", sum, product);
    }
    return sum;
  }

  private String term(Dim.Term term) {
    String product = Long.toString(term.coefficient());
    for (Dim.Factor factor : term.factors()) {
      String value = factor(factor);
      product = product.equals("1") ? value : text.value("mul i64 %s, %s", product, value);
    }
    return product;
  }

  private String factor(Dim.Factor factor) {
    return switch (factor) {
      case Dim.Symbol symbol -> {
        String operand = symbols.get(symbol.name());
        if (operand == null) {
          throw new CompilerBug("extent uses an undeclared dim: " + symbol);
        }
        yield operand;
      }
      case Dim.Quotient quotient -> floorDiv(emit(quotient.numerator()), quotient.denominator());
    };
  }

  private String floorDiv(String numerator, long denominator) {
    if (Long.bitCount(denominator) == 1) {
      return text.value("ashr i64 %s, %d", numerator, Long.numberOfTrailingZeros(denominator));
    }
    String quotient = text.value("sdiv i64 %s, %d", numerator, denominator);
    String remainder = text.value("srem i64 %s, %d", numerator, denominator);
    String sign = text.value("ashr i64 %s, 63", remainder);
    return text.value("add i64 %s, %s", quotient, sign);
  }
}
