package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.ElemType.IntType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.OpSchema;
import dev.halfbyte.ir.range.Interval;
import dev.halfbyte.passes.rewrite.Rewriter;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.QuantCode;
import dev.halfbyte.quant.annotate.ConstantValues;
import dev.halfbyte.quant.annotate.ConstantValues.Repeated;
import dev.halfbyte.quant.exact.ExactNumbers;
import dev.halfbyte.quant.integerize.Real.Scaled;
import dev.halfbyte.source.Diagnostic;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// What the walk over an annotated program knows and has made so far.
final class IntegerState {
  final Program program;
  final ConstantValues constants;
  final Rewriter copy;
  final IntegerEmitter emitter;
  final TableMaker tables;
  final Bounds bounds;
  final Map<Value, Node> definitions;
  private final Map<Value, TensorType> types;
  final Map<Value, Real> reals = new HashMap<>();
  final Map<Value, ExactNumbers> codeScales = new HashMap<>();
  final List<Explanation> explanations = new ArrayList<>();
  final List<Diagnostic> faults = new ArrayList<>();

  private final AccumulatorWidths widths;

  /// @param outputScales of codes that the program yields, where no op in it tells
  /// @param widths decisions about the types of accumulators
  IntegerState(Program program, Map<Value, ExactNumbers> outputScales, AccumulatorWidths widths) {
    this.program = program;
    this.widths = widths;
    constants = new ConstantValues(program);
    copy = new Rewriter(program);
    emitter = new IntegerEmitter(copy);
    tables = new TableMaker(program, constants);
    bounds = new Bounds(program.dims());
    definitions = program.definitions();
    types = program.types();
    codeScales.putAll(BorderScales.read(program));
    BorderScales.addOperands(program, codeScales);
    outputScales.forEach(codeScales::putIfAbsent);
    for (Parameter parameter : program.parameters()) {
      reals.put(parameter.value(), new Real.Given(copy.mapped(parameter.value())));
    }
  }

  /// Whether a value of the annotated program has f32 elements.
  boolean isFloat(Value value) {
    return Objects.requireNonNull(types.get(value)).elem().equals(ElemType.F32);
  }

  Real real(Value value) {
    return Objects.requireNonNull(reals.get(value), () -> "not yet visited: " + value);
  }

  boolean isAccumulator(Value value) {
    return switch (real(value)) {
      case Scaled scaled -> copy.type(scaled.integers()).elem() instanceof IntType;
      case Real.Clamped _ -> true;
      case Real.Grouped _ -> false;
      case Real.Divided _, Real.Normalized _, Real.Sum _, Real.Function _, Real.Given _ -> false;
      case Real.Fixed _, Real.Unknown _ -> false;
    };
  }

  /// What a value is when an op needs it computed.
  Real force(Value value) {
    Real real = real(value);
    if (real instanceof Real.Clamped(Scaled inner)) {
      Scaled clamped = emitter.clampAtZero(inner);
      reals.put(value, clamped);
      return clamped;
    }
    return real;
  }

  Optional<IntType> accumulator(Node node, Interval range) {
    Optional<IntType> type = Bounds.accumulator(range).map(widths::choose);
    if (type.isEmpty()) {
      faults.add(
          Diagnostic.error(
                  QuantCode.TOO_WIDE,
                  "the sum `"
                      + name(node)
                      + "`"
                      + place(node)
                      + " may reach "
                      + range
                      + ", beyond 64 bits")
              .help("reduce the bits of its operands, or bound its extents"));
    }
    return type;
  }

  /// Records the type and bound of an accumulator where it is consumed.
  Scaled accumulated(Node node, Scaled scaled) {
    if (copy.type(scaled.integers()).elem() instanceof IntType type) {
      explanations.add(
          new Explanation.Accumulated(
              name(node),
              type.toString(),
              scaled.range().lo().toString(),
              scaled.range().hi().toString()));
    }
    return scaled;
  }

  Real unknown(Node node, String reason) {
    boolean reported =
        node.op().operands().stream().anyMatch(v -> reals.get(v) instanceof Real.Unknown);
    if (!reported) {
      String mnemonic = OpSchema.of(node.op().getClass()).mnemonic();
      faults.add(
          Diagnostic.error(
                  QuantCode.NO_INTEGER_FORM,
                  "`"
                      + mnemonic
                      + "` of `"
                      + name(node)
                      + "`"
                      + place(node)
                      + " has no integer form: "
                      + reason)
              .help(
                  "give the kernel `f32` numerics, or write it with contractions, sums and functions"
                      + " of one value"));
    }
    return new Real.Unknown();
  }

  static String name(Node node) {
    return node.path().orElseGet(() -> OpSchema.of(node.op().getClass()).mnemonic());
  }

  static String place(Node node) {
    return node.origin().map(origin -> " at " + origin).orElse("");
  }

  static ExactNumbers numbers(Repeated repeated) {
    return ExactNumbers.of(repeated.data(), repeated.axes());
  }
}
