package dev.halfbyte.quant.annotate;

import dev.halfbyte.ir.ElemType;
import dev.halfbyte.ir.Encoding;
import dev.halfbyte.ir.Node;
import dev.halfbyte.ir.Output;
import dev.halfbyte.ir.Parameter;
import dev.halfbyte.ir.Program;
import dev.halfbyte.ir.Tensor;
import dev.halfbyte.ir.TensorType;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;

/// The roles of all values of an f32 program.
public final class Flow {
  private final ConstantValues constants;
  private final Map<Value, TensorType> types;
  private final Map<Value, Integer> uses = new HashMap<>();
  private final Set<Value> outputs = new HashSet<>();
  private final Set<Value> given = new HashSet<>();
  private final Map<Value, Role> roles = new HashMap<>();
  private final Set<Value> mixtures = new HashSet<>();

  public Flow(Program program) {
    constants = new ConstantValues(program);
    types = program.types();
    for (Node node : program.nodes()) {
      node.op().operands().forEach(v -> uses.merge(v, 1, Integer::sum));
    }
    program.outputs().stream().map(Output::value).forEach(outputs::add);
    for (Parameter parameter : program.parameters()) {
      roles.put(parameter.value(), new Role.Input());
      given.add(parameter.value());
    }
    for (Node node : program.nodes()) {
      Role role =
          constants.isConstant(node.results().getFirst().value()) ? new Role.Fixed() : role(node);
      node.results().forEach(r -> roles.put(r.value(), role));
      if (node.op() instanceof Contract contract
          && (isProbability(contract.left()) || isProbability(contract.right()))) {
        mixtures.add(node.value());
      }
    }
  }

  public ConstantValues constants() {
    return constants;
  }

  public Role role(Value value) {
    return Objects.requireNonNull(roles.get(value), () -> "value of another program: " + value);
  }

  public boolean isFloat(Value value) {
    return type(value).elem().equals(ElemType.F32);
  }

  public TensorType type(Value value) {
    return Objects.requireNonNull(types.get(value));
  }

  /// Whether the only use of `value` may take it before it is quantized: as an accumulator.
  ///
  /// A contraction of probabilities may wait for the sums of their rows, so it takes nothing more.
  public boolean isRawAccumulator(Value value) {
    return role(value) instanceof Role.Accumulator && usedOnce(value) && !mixtures.contains(value);
  }

  /// Whether `value` is what a softmax gives, moved or not.
  boolean isProbability(Value value) {
    return switch (role(value)) {
      case Role.Probability _ -> true;
      case Role.Moved(Value source) -> isProbability(source);
      case Role.Fixed _, Role.Input _, Role.Joined _, Role.Accumulator _, Role.Sum _ -> false;
      case Role.Coded _, Role.Normalized _, Role.Function _, Role.Unknown _ -> false;
    };
  }

  /// Whether `value` is a sum that is used once, so that its clamp may serve as `relu`.
  boolean isRawSum(Value value) {
    return role(value) instanceof Role.Sum && usedOnce(value);
  }

  boolean isOutput(Value value) {
    return outputs.contains(value);
  }

  boolean usedOnce(Value value) {
    return uses.getOrDefault(value, 0) == 1 && !outputs.contains(value);
  }

  /// The operand of `max(x, 0)`, however it is written.
  public Optional<Value> reluOperand(Node node) {
    if (node.op() instanceof Relu(Value operand)) {
      return Optional.of(operand);
    }
    return node.op() instanceof Binary(var kind, Value x, Value bound)
            && kind == Binary.Kind.MAX
            && isZero(bound)
        ? Optional.of(x)
        : Optional.empty();
  }

  private boolean isZero(Value value) {
    return constants
        .repeated(value)
        .flatMap(ConstantValues.Repeated::splat)
        .filter(f -> f == 0)
        .isPresent();
  }

  private Role role(Node node) {
    if (node.op() instanceof Scan) {
      return new Role.Input();
    }
    if (node.results().stream().anyMatch(r -> ElemType.storage(r.type().elem()).isPresent())) {
      return new Role.Unknown("integers that the kernel computes on");
    }
    return switch (node.op()) {
      case Constant _, Mask _ -> new Role.Fixed();
      case View(Value operand, var _) -> new Role.Moved(operand);
      case Reshape(Value operand, var _) -> new Role.Moved(operand);
      case Concat(List<Value> parts, int _) -> new Role.Joined(parts);
      case Contract _, Reduce _ -> new Role.Accumulator();
      case Binary binary -> binaryRole(node, binary);
      case Relu(Value operand) -> clampedRole(operand).orElseGet(() -> functionRole(node));
      case Unary _, Clip _, Gelu _, Silu _, Sigmoid _, Compare _, Select _ -> functionRole(node);
      case Softmax _ -> new Role.Probability();
      case LayerNorm norm -> normalizedRole(List.of(norm.scale(), norm.bias()));
      case RmsNorm norm -> normalizedRole(List.of(norm.scale()));
      case Cast _ -> new Role.Unknown("casts of integers");
      case Dequantize(Value codes, var _) when given.contains(codes) -> new Role.Input();
      case Dequantize(Value codes, Value scale) -> codedRole(codes, scale);
      case Quantize _, Requantize _, RequantizeAdd _, Lookup _ ->
          new Role.Unknown("values that are quantized already");
      case Scan _, Append _ -> new Role.Unknown("state");
    };
  }

  private Optional<Role> clampedRole(Value operand) {
    return isRawAccumulator(operand) || isRawSum(operand)
        ? Optional.of(role(operand))
        : Optional.empty();
  }

  private Role binaryRole(Node node, Binary binary) {
    Optional<Role> clamped = reluOperand(node).flatMap(this::clampedRole);
    if (clamped.isPresent()) {
      return clamped.get();
    }
    if (absorbs(binary)) {
      return new Role.Accumulator();
    }
    if (normalizedOperand(binary).isPresent()) {
      return new Role.Normalized();
    }
    Role function = functionRole(node);
    if (function instanceof Role.Function) {
      return function;
    }
    return switch (binary.kind()) {
      case ADD, SUB -> new Role.Sum();
      case MUL -> new Role.Accumulator();
      case DIV, MAX, MIN, SHL, SHR -> function;
    };
  }

  private Role codedRole(Value codes, Value scale) {
    Optional<Float> one = constants.repeated(scale).flatMap(ConstantValues.Repeated::splat);
    return one.isPresent()
            && type(codes).elem() instanceof ElemType.CodeType(Encoding.Affine encoding)
        ? new Role.Coded(new CodeChoice(encoding, one.get()))
        : new Role.Unknown("values that are quantized already");
  }

  private Role normalizedRole(List<Value> factors) {
    return factors.stream().allMatch(factor -> constants.repeated(factor).isPresent())
        ? new Role.Normalized()
        : new Role.Unknown("normalization with computed scale or bias");
  }

  /// The normalized rows that take the other operand, a constant, into their scale or bias.
  Optional<Value> normalizedOperand(Binary binary) {
    Value left = binary.left();
    Value right = binary.right();
    return switch (binary.kind()) {
      case ADD, SUB, MUL ->
          takesConstant(left, right)
              ? Optional.of(left)
              : takesConstant(right, left) ? Optional.of(right) : Optional.empty();
      case DIV ->
          takesConstant(left, right) && isNowhereZero(right) ? Optional.of(left) : Optional.empty();
      case MAX, MIN, SHL, SHR -> Optional.empty();
    };
  }

  private boolean takesConstant(Value rows, Value constant) {
    return !constants.isConstant(rows)
        && role(rows) instanceof Role.Normalized
        && constants.repeated(constant).isPresent();
  }

  private boolean isNowhereZero(Value constant) {
    return constants.repeated(constant).stream()
        .allMatch(
            c -> IntStream.range(0, c.data().count()).allMatch(i -> c.data().floatAt(i) != 0));
  }

  /// Whether an accumulator takes the constant operand into its bias or its scale.
  boolean absorbs(Binary binary) {
    Value left = binary.left();
    Value right = binary.right();
    return switch (binary.kind()) {
      case ADD -> absorbsBias(left, right) || absorbsBias(right, left);
      case SUB -> absorbsBias(left, right);
      case MUL -> absorbsFactor(left, right) || absorbsFactor(right, left);
      case DIV -> absorbsFactor(left, right);
      case MAX, MIN, SHL, SHR -> false;
    };
  }

  private boolean absorbsBias(Value accumulator, Value constant) {
    return isRawAccumulator(accumulator) && constants.repeated(constant).isPresent();
  }

  private boolean absorbsFactor(Value accumulator, Value constant) {
    return isRawAccumulator(accumulator)
        && constants.repeated(constant).filter(c -> allPositive(c.data())).isPresent();
  }

  private static boolean allPositive(Tensor data) {
    for (int i = 0; i < data.count(); i++) {
      if (!(data.floatAt(i) > 0) || !Float.isFinite(data.floatAt(i))) {
        return false;
      }
    }
    return true;
  }

  /// `Function` where all computed operands come from one value and constants are the same for all
  /// elements.
  private Role functionRole(Node node) {
    Set<Value> roots = new HashSet<>();
    for (Value operand : node.op().operands()) {
      if (!constants.isConstant(operand)) {
        roots.add(role(operand) instanceof Role.Function(Value root) ? root : operand);
      } else if (constants.repeated(operand).filter(c -> c.data().count() == 1).isEmpty()) {
        return new Role.Unknown("constants that differ between elements");
      }
    }
    return roots.size() == 1
        ? new Role.Function(roots.iterator().next())
        : new Role.Unknown("functions of several values");
  }
}
