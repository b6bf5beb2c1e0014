package dev.halfbyte.frontend.check;

import dev.halfbyte.frontend.ast.Condition;
import dev.halfbyte.frontend.ast.Index;
import dev.halfbyte.frontend.ast.IndexExpression;
import dev.halfbyte.frontend.ast.Tensor;
import dev.halfbyte.frontend.extent.Extent;
import java.util.List;

/// What a name stands for.
sealed interface Symbol {
  /// The kind of name, for messages.
  String kind();

  /// A dimension, or a `let` of whole numbers.
  record Size(Extent extent) implements Symbol {
    @Override
    public String kind() {
      return "a dimension";
    }
  }

  /// A `let` of other numbers, or an argument of a function that is used element by element.
  record Value(Checked value) implements Symbol {
    @Override
    public String kind() {
      return "a value";
    }
  }

  /// A tensor, or with `leading` subscripts a slice of one.
  ///
  /// @param mask conditions over `maskIndices`, the axes of the whole tensor, outside which
  ///   elements are absent
  record Array(
      Tensor tensor, List<IndexExpression> leading, List<Index> maskIndices, List<Condition> mask)
      implements Symbol {
    public Array {
      leading = List.copyOf(leading);
      maskIndices = List.copyOf(maskIndices);
      mask = List.copyOf(mask);
    }

    /// A whole tensor without absent elements.
    static Array of(Tensor tensor) {
      return new Array(tensor, List.of(), List.of(), List.of());
    }

    @Override
    public String kind() {
      return "a tensor";
    }
  }

  /// An index.
  record Iteration(Index index) implements Symbol {
    @Override
    public String kind() {
      return "an index";
    }
  }

  /// A name whose declaration is faulty; whatever depends on it is silently given up.
  record Faulty() implements Symbol {
    @Override
    public String kind() {
      return "a faulty name";
    }
  }
}
