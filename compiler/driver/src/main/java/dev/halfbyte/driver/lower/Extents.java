package dev.halfbyte.driver.lower;

import dev.halfbyte.frontend.ast.ElementType;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Dimension;
import dev.halfbyte.frontend.extent.Extent;
import dev.halfbyte.frontend.extent.Factor;
import dev.halfbyte.frontend.extent.Quotient;
import dev.halfbyte.frontend.extent.Term;
import dev.halfbyte.ir.Dim;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.TensorType;
import java.util.Map;

/// Extents and types of the front end as those of the IR.
///
/// @param known numbers in place of dims
record Extents(Map<String, Long> known) {
  Extents {
    known = Map.copyOf(known);
  }

  Dim dim(Extent extent) {
    return symbolic(extent).bind(known);
  }

  private static Dim symbolic(Extent extent) {
    Dim sum = Dim.ZERO;
    for (Term term : extent.terms()) {
      Dim product = Dim.of(term.coefficient());
      for (Factor factor : term.factors()) {
        product =
            product.times(
                switch (factor) {
                  case Dimension dimension -> Dim.symbol(dimension.name());
                  case Quotient quotient ->
                      symbolic(quotient.dividend()).floorDiv(quotient.divisor());
                });
      }
      sum = sum.plus(product);
    }
    return sum;
  }

  static ElemType elem(ElementType type) {
    return switch (type) {
      case ElementType.Float32 _ -> ElemType.F32;
      case ElementType.Whole whole -> new ElemType.IntType(whole.bits(), whole.signed());
    };
  }

  TensorType type(Tensor tensor) {
    return new TensorType(
        elem(tensor.type()), new Shape(tensor.shape().stream().map(this::dim).toList()));
  }
}
