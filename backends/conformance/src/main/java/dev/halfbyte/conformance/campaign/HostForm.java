package dev.halfbyte.conformance.campaign;

import dev.halfbyte.conformance.trial.Trial;
import dev.halfbyte.ir.AccessMap;
import dev.halfbyte.ir.Arguments;
import dev.halfbyte.ir.CoreProgram;
import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Shape;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
import dev.halfbyte.ir.Value;
import dev.halfbyte.ir.op.Constant;
import dev.halfbyte.ir.op.Dequantize;
import dev.halfbyte.ir.op.Op;
import dev.halfbyte.ir.op.Quantize;
import dev.halfbyte.ir.op.View;
import dev.halfbyte.ir.text.Sealer;
import dev.halfbyte.ir.verify.Stage;
import dev.halfbyte.ir.verify.Verifier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;

/// The same program between floats: codes that come in are quantized from numbers that give exactly
/// them, codes that go out are dequantized, both by scale 1. An accelerator takes no other.
final class HostForm {
  private static final String UNIT = "unit";

  /// Numbers of so many bits are exact in binary32, before and after the quantizer's rounding.
  private static final int EXACT_BITS = 16;

  private final Trial trial;
  private final List<Parameter> parameters = new ArrayList<>();
  private final SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
  private final List<Node> before = new ArrayList<>();
  private final List<Node> after = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();
  private final Value unit;
  private int nextId;

  private HostForm(Trial trial) {
    this.trial = trial;
    this.nextId = 1;
    trial.program().program().types().keySet().forEach(v -> nextId = Math.max(nextId, v.id() + 1));
    this.unit = define(before, new Constant(UNIT), new TensorType(ElemType.F32, Shape.SCALAR));
  }

  /// The trial in that form; empty where it has it, or cannot have it.
  static Optional<Trial> of(Trial trial) {
    Program program = trial.program().program();
    HostForm form = new HostForm(trial);
    program.parameters().forEach(form::parameter);
    program.outputs().forEach(form::output);
    boolean changed = form.before.size() > 1 || !form.after.isEmpty();
    return changed && !program.constants().containsKey(UNIT) ? form.made() : Optional.empty();
  }

  private Optional<Trial> made() {
    Program program = trial.program().program();
    SortedMap<String, Tensor> constants = new TreeMap<>(program.constants());
    constants.put(UNIT, Tensor.ofFloats(Shape.SCALAR, 1));
    List<Node> nodes = new ArrayList<>(before);
    nodes.addAll(program.nodes());
    nodes.addAll(after);
    Program made =
        new Program(program.name(), program.dims(), parameters, constants, nodes, outputs);
    if (!Verifier.violations(made, Stage.CORE).isEmpty()) {
      return Optional.empty();
    }
    Program renumbered = Sealer.renumber(made);
    return Optional.of(
        new Trial(
            Sealer.seal(new CoreProgram(renumbered)),
            Arguments.of(renumbered, tensors, trial.arguments().dims()),
            trial.variation(),
            trial.source()));
  }

  private void parameter(Parameter parameter) {
    Tensor given = Objects.requireNonNull(trial.arguments().tensors().get(parameter.name()));
    Optional<Encoding.Affine> encoding = encoding(parameter.type());
    if (encoding.isEmpty() || parameter.kind() != Parameter.Kind.INPUT) {
      parameters.add(parameter);
      tensors.put(parameter.name(), given);
      return;
    }
    long zero = encoding.orElseThrow().zeroPoint();
    TensorType reals = new TensorType(ElemType.F32, parameter.type().shape());
    Value real = new Value(nextId++);
    parameters.add(new Parameter(real, parameter.name(), reals, Parameter.Kind.INPUT));
    tensors.put(
        parameter.name(), Tensor.generateFloats(given.type().shape(), i -> given.longAt(i) - zero));
    Op quantize = new Quantize(real, units(before, reals), encoding.orElseThrow());
    before.add(node(parameter.value(), quantize, parameter.type()));
  }

  private void output(Output output) {
    TensorType type = Objects.requireNonNull(trial.program().program().types().get(output.value()));
    if (encoding(type).isEmpty()) {
      outputs.add(output);
      return;
    }
    TensorType reals = new TensorType(ElemType.F32, type.shape());
    Op dequantize = new Dequantize(output.value(), units(after, reals));
    outputs.add(new Output(output.name(), define(after, dequantize, reals)));
  }

  private Value units(List<Node> nodes, TensorType type) {
    return type.shape().rank() == 0
        ? unit
        : define(nodes, new View(unit, AccessMap.broadcast(type.shape(), List.of())), type);
  }

  private Value define(List<Node> nodes, Op op, TensorType type) {
    Value value = new Value(nextId++);
    nodes.add(node(value, op, type));
    return value;
  }

  private static Node node(Value value, Op op, TensorType type) {
    return new Node(List.of(new Node.Result(value, type)), op, Optional.empty(), Optional.empty());
  }

  private static Optional<Encoding.Affine> encoding(TensorType type) {
    return type.elem() instanceof ElemType.CodeType(Encoding.Affine affine)
            && affine.storage().bits() <= EXACT_BITS
        ? Optional.of(affine)
        : Optional.empty();
  }
}
