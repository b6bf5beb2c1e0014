package dev.halfbyte.quant.integerize;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Append;
import dev.halfbyte.ir.op.Binary;
import dev.halfbyte.ir.op.Cast;
import dev.halfbyte.ir.op.Clip;
import dev.halfbyte.ir.op.Compare;
import dev.halfbyte.ir.op.Concat;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Contract;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Gelu;
import dev.halfbyte.ir.op.LayerNorm;
import dev.halfbyte.ir.op.Lookup;
import dev.halfbyte.ir.op.Mask;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.Reduce;
import dev.halfbyte.ir.op.Relu;
import dev.halfbyte.ir.op.Requantize;
import dev.halfbyte.ir.op.RequantizeAdd;
import dev.halfbyte.ir.op.Reshape;
import dev.halfbyte.ir.op.RmsNorm;
import dev.halfbyte.ir.op.Scan;
import dev.halfbyte.ir.op.Select;
import dev.halfbyte.ir.op.Sigmoid;
import dev.halfbyte.ir.op.Silu;
import dev.halfbyte.ir.op.Softmax;
import dev.halfbyte.ir.op.Unary;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.quant.Explanation;
import dev.halfbyte.quant.integerize.Real.Scaled;
import dev.halfbyte.source.CompilerBug;
import dev.halfbyte.source.DiagnosticException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Replaces the floats between quantizers and dequantizers by integers.
///
/// One walk over an annotated program: for each f32 value it keeps a [Real], that is integers with
/// an exact scale or a form that is not computed yet, and emits integer ops where a quantizer shows
/// in which codes the value is wanted.
public final class Integerizer {
  private final IntegerState state;
  private final NormForms norms;
  private final QuantizerForms quantizers;
  private final MovementForms movement;
  private final SumForms sums;
  private final ElementwiseForms elementwise;

  private final ScanForms scans;

  private Integerizer(IntegerState state) {
    this.state = state;
    scans = new ScanForms(state);
    norms = new NormForms(state);
    quantizers = new QuantizerForms(state, norms);
    DividedForms divided = new DividedForms(state);
    movement = new MovementForms(state, divided);
    sums = new SumForms(state, divided);
    elementwise = new ElementwiseForms(state, sums, norms, divided);
  }

  /// A program on integers, and the reasons.
  public record Integerized(Program program, List<Explanation> explanations) {
    public Integerized {
      explanations = List.copyOf(explanations);
    }
  }

  /// Integerizes an annotated program; dead nodes stay.
  ///
  /// @throws DiagnosticException with every op that has no integer form, and every sum that may
  ///   exceed 64 bits
  public static Integerized integerize(Program annotated) {
    return new Integerizer(new IntegerState(annotated, Map.of(), new AccumulatorWidths())).run();
  }

  /// Integerizes an iteration of a scan, whose float parameters and outputs are codes already.
  static Integerized integerize(IntegerState iteration) {
    return new Integerizer(iteration).run();
  }

  private Integerized run() {
    state.program.nodes().forEach(this::visit);
    if (!state.faults.isEmpty()) {
      throw new DiagnosticException(state.faults);
    }
    return new Integerized(state.copy.finish(this::output), state.explanations);
  }

  private Value output(Output output) {
    if (state.real(output.value()) instanceof Scaled scaled) {
      return state.emitter.dequantize(scaled);
    }
    return known(output.value(), output.name()).orElseGet(() -> state.copy.mapped(output.value()));
  }

  /// What is computed from weights alone, as data: its ops would stay floats.
  private Optional<Value> known(Value original, String name) {
    return state
        .constants
        .repeated(original)
        .map(known -> {
          Value data = state.copy.constant(name, known.data());
          Shape shape = state.copy.type(state.copy.mapped(original)).shape();
          return state.copy.builder().broadcast(data, shape, known.axes());
        });
  }

  private void visit(Node node) {
    if (node.op() instanceof Scan scan) {
      scans.visit(node, scan);
      return;
    }
    boolean constant = node.results().size() == 1 && state.constants.isConstant(node.value());
    if (constant) {
      state.copy.copyOriginal(node);
      if (node.op() instanceof Quantize) {
        known(node.value(), "codes").ifPresent(data -> state.copy.map(node.value(), data));
      }
    }
    state.copy.at(node);
    Real real =
        constant && !(node.op() instanceof Dequantize)
            ? new Real.Fixed()
            : isInteger(node) ? integers(node) : real(node);
    node.results().forEach(result -> state.reals.put(result.value(), real));
  }

  /// Whether an op has neither float operands nor float results.
  private boolean isInteger(Node node) {
    return !node.op().operands().isEmpty()
        && node.results().stream().noneMatch(r -> r.type().elem().equals(ElemType.F32))
        && node.op().operands().stream().noneMatch(state::isFloat);
  }

  /// What the annotated program computes on integers stays.
  private Real integers(Node node) {
    if (node.op().operands().stream().anyMatch(v -> state.real(v) instanceof Real.Unknown)) {
      return new Real.Unknown();
    }
    state.copy.copyOriginal(node);
    return new Real.Given(state.copy.mapped(node.results().getFirst().value()));
  }

  private Real real(Node node) {
    return switch (node.op()) {
      case Constant _, Mask _ -> new Real.Fixed();
      case Quantize quantize -> quantizers.quantize(node, quantize);
      case Dequantize dequantize -> quantizers.dequantize(node, dequantize);
      case View(Value operand, var map) -> movement.view(node, operand, map);
      case Reshape(Value operand, var shape) -> movement.reshape(node, operand, shape);
      case Concat(var parts, int axis) -> movement.concat(node, parts, axis);
      case Contract contract -> sums.contract(node, contract);
      case Reduce reduce -> sums.reduce(node, reduce);
      case Binary binary -> elementwise.binary(node, binary);
      case Relu(Value operand) ->
          elementwise.relu(operand).orElseGet(() -> elementwise.function(node));
      case Unary _, Clip _, Gelu _, Silu _, Sigmoid _, Compare _, Select _ ->
          elementwise.function(node);
      case Softmax _ -> throw new CompilerBug("a softmax that was not annotated: " + node);
      case LayerNorm norm -> norms.layerNorm(node, norm);
      case RmsNorm norm -> norms.rmsNorm(node, norm);
      case Cast _, Requantize _, RequantizeAdd _, Lookup _ ->
          state.unknown(node, "it stands between floats and integers already");
      case Scan _ -> throw new CompilerBug("visited otherwise: " + node);
      case Append _ -> state.unknown(node, "state is not quantized");
    };
  }
}
