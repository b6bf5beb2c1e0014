package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import java.util.ArrayList;
import java.util.List;

/// Everything that a kernel can be made of.
final class Productions {
  private static final long LARGEST = 1 << 11;

  private Productions() {}

  /// Productions for the kernel itself, the simplest first.
  static List<Production> all(KernelOptions options) {
    List<Production> productions = new ArrayList<>(local(options));
    productions.addAll(
        List.of(
            ContractionProductions::linear,
            ContractionProductions::linear,
            WindowProductions::windows,
            FunctionProductions::call,
            FunctionProductions::block,
            FunctionProductions::scan,
            Productions::input));
    if (!options.quantized()) {
      productions.add(Productions::whole);
      productions.add(FunctionProductions::element);
    }
    return productions;
  }

  /// Those that need no new parameters, so that functions can have them too.
  static List<Production> local(KernelOptions options) {
    return options.quantized()
        ? List.of(
            LayerProductions::activation,
            LayerProductions::residual,
            LayerProductions::attention,
            LayerProductions::activation,
            DefinitionProductions::slice,
            ContractionProductions::pair,
            RowProductions::softmax,
            RowProductions::norm)
        : List.of(
            DefinitionProductions::elements,
            DefinitionProductions::reduction,
            DefinitionProductions::whole,
            DefinitionProductions::slice,
            DefinitionProductions::number,
            DefinitionProductions::outer,
            ContractionProductions::pair,
            LayerProductions::attention,
            LayerProductions::residual,
            RowProductions::softmax,
            RowProductions::norm);
  }

  /// An input of floats.
  static void input(Scope scope) {
    scope.bench().input(shape(scope));
  }

  /// An input or weight of whole numbers, and a definition that reads it.
  static void whole(Scope scope) {
    scope.bench().wholeParameter(scope.choices().oneIn(3), shape(scope));
    DefinitionProductions.elements(scope);
  }

  private static List<Extent> shape(Scope scope) {
    Choices choices = scope.choices();
    int rank = choices.pick(List.of(1, 2, 2, 2, 3, 0, 4));
    List<Extent> shape = new ArrayList<>();
    for (int axis = 0; axis < rank; axis++) {
      Extent extent = scope.bench().dimensions().forParameter();
      shape.add(extent);
      if (scope.bench().count(shape) > LARGEST) {
        shape.removeLast();
        shape.add(Extent.of(1));
      }
    }
    return shape;
  }
}
