package dev.halfbyte.testkit.kernel;

import dev.halfbyte.testkit.Choices;
import dev.halfbyte.testkit.kernel.Variable.Kind;
import java.util.ArrayList;
import java.util.List;

/// A file that is being written: one kernel with its parameters, and the functions it calls.
final class KernelBench {
  /// A parameter of the kernel.
  ///
  /// @param element its element type, which computed values of the same kind need not have
  record Parameter(Variable variable, String element) {}

  /// A function of whole tensors that can be called again.
  record Callable(String name, List<Variable> parameters, Variable result) {
    Callable {
      parameters = List.copyOf(parameters);
    }
  }

  private static final List<String> WHOLE_TYPES =
      List.of("s8", "u8", "s4", "u4", "s16", "u16", "s32", "u1", "s2", "s7", "u3", "s12");

  /// Elements of float parameters stay within this.
  static final double DATA = 4;

  private final Choices choices;
  private final KernelOptions options;
  private final Names names;
  private final Dimensions dimensions;
  private final List<Parameter> inputs = new ArrayList<>();
  private final List<Parameter> weights = new ArrayList<>();
  private final List<Function> functions = new ArrayList<>();
  private final List<Callable> callables = new ArrayList<>();
  private final Scope scope;

  KernelBench(Choices choices, KernelOptions options) {
    this.choices = choices;
    this.options = options;
    this.names = new Names(choices);
    this.dimensions = new Dimensions(choices, names);
    this.scope = new Scope(this, true);
  }

  Choices choices() {
    return choices;
  }

  KernelOptions options() {
    return options;
  }

  Names names() {
    return names;
  }

  Dimensions dimensions() {
    return dimensions;
  }

  /// Where the kernel's statements stand.
  Scope scope() {
    return scope;
  }

  List<Parameter> inputs() {
    return List.copyOf(inputs);
  }

  List<Parameter> weights() {
    return List.copyOf(weights);
  }

  List<Function> functions() {
    return List.copyOf(functions);
  }

  void add(Function function) {
    functions.add(function);
  }

  void add(Callable callable) {
    callables.add(callable);
  }

  /// Functions of whole tensors, the latest last.
  List<Callable> callables() {
    return List.copyOf(callables);
  }

  /// A new input of floats.
  Variable input(List<Extent> shape) {
    return parameter(false, "x", "f32", Kind.FLOAT, shape, Range.around(DATA));
  }

  /// A new weight of floats.
  Variable weight(List<Extent> shape) {
    shape.forEach(dimensions::pin);
    return parameter(true, "w", "f32", Kind.FLOAT, shape, Range.around(DATA / 4));
  }

  /// A new input or weight of whole numbers.
  Variable wholeParameter(boolean weight, List<Extent> shape) {
    String type = choices.pick(WHOLE_TYPES);
    int bits = Integer.parseInt(type.substring(1));
    double span = Math.pow(2, bits);
    Range range =
        type.startsWith("u") ? new Range(0, span - 1) : new Range(-span / 2, span / 2 - 1);
    if (weight) {
      shape.forEach(dimensions::pin);
    }
    return parameter(weight, "q", type, Kind.WHOLE, shape, range);
  }

  private Variable parameter(
      boolean weight, String stem, String element, Kind kind, List<Extent> shape, Range range) {
    Variable variable = new Variable(names.fresh(stem), kind, shape, false, range);
    (weight ? weights : inputs).add(new Parameter(variable, element));
    // Quantized kernels have weights as operands of contractions and norms only.
    if (!weight || !options.quantized()) {
      scope.add(variable);
    }
    return variable;
  }

  /// Adds an input for every dimension that no parameter has as an axis.
  void determineDimensions() {
    for (Extent extent : dimensions.undetermined()) {
      boolean known =
          inputs.stream().anyMatch(p -> p.variable().shape().contains(extent))
              || weights.stream().anyMatch(p -> p.variable().shape().contains(extent));
      if (!known) {
        input(List.of(extent));
      }
    }
  }

  /// Whether a tensor is no parameter.
  boolean isComputed(Variable variable) {
    return inputs.stream().noneMatch(p -> p.variable().equals(variable))
        && weights.stream().noneMatch(p -> p.variable().equals(variable));
  }

  /// How many elements a tensor has, in the run or the samples, whichever has more.
  long count(List<Extent> shape) {
    long run = 1;
    long sample = 1;
    for (Extent extent : shape) {
      run *= dimensions.value(extent);
      sample *= dimensions.sampleValue(extent);
    }
    return Math.max(run, sample);
  }

  /// The most an index runs to in anything that is executed.
  long reach(Extent extent) {
    return Math.max(dimensions.value(extent), dimensions.sampleValue(extent));
  }
}
